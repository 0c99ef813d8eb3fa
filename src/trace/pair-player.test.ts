import { describe, expect, it, vi } from 'vitest';
import { PairPlayer } from './pair-player.ts';
import { Player } from './player.ts';
import { Recorder } from './trace.ts';

function record(frames: number, expected = frames): Recorder<undefined, number> {
  const recorder = new Recorder<undefined, number>(undefined, expected);
  for (let i = 0; i < frames; i++) recorder.append(i);
  return recorder;
}

function finished(frames: number): Player {
  const recorder = record(frames);
  recorder.close();
  return new Player(recorder, { fps: 10 });
}

/** Display frames go by until nothing moves. */
function settle(pair: Player): void {
  for (let tick = 0; tick < 500 && pair.moving; tick++) pair.advance(16);
}

describe('a player over two runs', () => {
  it('goes through the epochs of the longer one, and the shorter rests on its last', () => {
    const [long, short] = [finished(11), finished(5)];
    const pair = new PairPlayer([long, short], { following: false });
    expect([pair.frameCount, pair.trace.expectedFrames, pair.trace.closed]).toEqual([11, 11, true]);
    pair.seek(3);
    expect([long.playhead, short.playhead]).toEqual([3, 3]);
    pair.seek(8);
    expect([long.playhead, short.playhead, pair.frame?.epoch]).toEqual([8, 4, 8]);
  });

  it('plays both in step, between frames too', () => {
    const [left, right] = [finished(11), finished(11)];
    const pair = new PairPlayer([left, right], { fps: 10, following: false });
    pair.play();
    pair.advance(250);
    expect(pair.position).toBeCloseTo(2.5);
    expect([left.position, right.position]).toEqual([pair.position, pair.position]);
    expect([left.playing, right.playing]).toEqual([false, false]);
    pair.advance(10_000);
    expect([pair.playing, left.playhead, right.playhead]).toEqual([false, 10, 10]);
  });

  it('follows the one that grows, so that both are seen at the same epoch', () => {
    const growing = record(1, 11);
    const [left, right] = [finished(11), new Player(growing)];
    const pair = new PairPlayer([left, right]);
    expect([pair.following, pair.trace.closed, pair.frameCount]).toEqual([true, false, 11]);
    growing.append(1);
    growing.append(2);
    settle(pair);
    expect([pair.position, left.position, right.position]).toEqual([2, 2, 2]);
  });

  it('may be taken beyond what the one that grows has, and comes back to follow it', () => {
    const growing = record(3, 11);
    const [left, right] = [finished(11), new Player(growing)];
    const pair = new PairPlayer([left, right], { fps: 10 });
    pair.seek(8);
    expect([left.playhead, right.playhead]).toEqual([8, 2]);
    growing.append(3);
    expect([left.playhead, right.playhead, pair.following]).toEqual([8, 3, false]);
    // From there playing leads to the end of what is recorded, and rests.
    pair.play();
    pair.advance(10_000);
    expect([pair.playhead, pair.playing, pair.following]).toEqual([10, false, false]);
    pair.follow();
    settle(pair);
    expect([left.playhead, right.playhead]).toEqual([3, 3]);
    // From within what both have it catches up and follows.
    pair.seek(0);
    pair.play();
    pair.advance(10_000);
    expect([pair.playhead, pair.playing, pair.following]).toEqual([3, false, true]);
  });

  it('ends where the longer one ended, if the other was cancelled', () => {
    const growing = record(3, 50);
    const pair = new PairPlayer([finished(11), new Player(growing)]);
    expect(pair.trace.expectedFrames).toBe(50);
    growing.close();
    expect([pair.trace.closed, pair.trace.expectedFrames, pair.lastFrame]).toEqual([true, 11, 10]);
  });

  it('moves both when somebody moves one of them', () => {
    const [left, right] = [finished(11), finished(11)];
    const pair = new PairPlayer([left, right], { following: false });
    right.seek(4);
    expect([pair.playhead, left.playhead]).toEqual([4, 4]);
    left.play();
    expect([pair.playing, left.playing]).toEqual([true, false]);
    pair.advance(200);
    expect(right.position).toBe(pair.position);
  });

  it('tells of the frames of both, and leads nobody once disposed of', () => {
    const growing = record(1, 4);
    const [left, right] = [finished(4), new Player(growing)];
    const pair = new PairPlayer([left, right], { following: false });
    const listener = vi.fn();
    pair.addEventListener('change', listener);
    growing.append(1);
    expect(listener).toHaveBeenCalled();
    pair.dispose();
    pair.dispose();
    listener.mockClear();
    growing.append(2);
    left.seek(3);
    expect(listener).not.toHaveBeenCalled();
    expect(pair.playhead).toBe(0);
  });
});
