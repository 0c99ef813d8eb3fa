import { describe, expect, it, vi } from 'vitest';
import { Player } from './player.ts';
import { Recorder } from './trace.ts';

function record(frames: number): Recorder<undefined, number> {
  const recorder = new Recorder<undefined, number>(undefined, 129);
  for (let i = 0; i < frames; i++) recorder.append(i);
  return recorder;
}

describe('a player over a finished trace', () => {
  function finished(frames: number): Player<undefined, number> {
    const recorder = record(frames);
    recorder.close();
    return new Player(recorder, { fps: 10 });
  }

  it('rests on the first frame until told otherwise', () => {
    const player = finished(11);
    player.advance(1000);
    expect(player.playhead).toBe(0);
    expect(player.moving).toBe(false);
  });

  it('plays at its rate, passes between frames, and rests at the end', () => {
    const player = finished(11);
    player.play();
    player.advance(250);
    expect(player.position).toBeCloseTo(2.5);
    expect(player.playhead).toBe(2);
    player.advance(10_000);
    expect(player.playhead).toBe(10);
    expect(player.playing).toBe(false);
    expect(player.following).toBe(false);
  });

  it('starts over when played from the end', () => {
    const player = finished(11);
    player.seek(10);
    player.play();
    expect(player.playhead).toBe(0);
  });

  it('goes to whole frames within the trace, whatever it is asked', () => {
    const player = finished(11);
    player.seek(99);
    expect(player.playhead).toBe(10);
    player.step(-3);
    expect(player.playhead).toBe(7);
    player.seek(-5);
    expect(player.playhead).toBe(0);
    player.seek(2.6);
    expect(player.position).toBe(3);
  });

  it('stops on a whole frame when paused between two', () => {
    const player = finished(11);
    player.play();
    player.advance(250);
    player.pause();
    expect(player.position).toBe(2);
  });

  it('ignores a rate that is none', () => {
    const player = finished(2);
    player.fps = 0;
    player.fps = Number.NaN;
    expect(player.fps).toBe(10);
  });
});

describe('a player over a trace that still grows', () => {
  it('follows the newest frame, gliding, and arrives', () => {
    const recorder = record(1);
    const player = new Player(recorder);
    expect(player.following).toBe(true);
    recorder.append(1);
    player.advance(16);
    expect(player.position).toBeGreaterThan(0);
    expect(player.position).toBeLessThan(1);
    for (let i = 0; i < 60; i++) player.advance(16);
    expect(player.position).toBe(1);
    expect(player.moving).toBe(false);
  });

  it('jumps instead of gliding when motion is reduced', () => {
    const recorder = record(1);
    const player = new Player(recorder);
    player.smooth = false;
    recorder.append(1);
    player.advance(1);
    expect(player.position).toBe(1);
  });

  it('stays where the reader scrubbed to while frames come, until told to follow', () => {
    const recorder = record(20);
    const player = new Player(recorder);
    player.seek(3);
    recorder.append(20);
    player.advance(1000);
    expect(player.playhead).toBe(3);
    player.follow();
    for (let i = 0; i < 100; i++) player.advance(16);
    expect(player.playhead).toBe(20);
  });

  it('follows once playing has caught up', () => {
    const recorder = record(3);
    const player = new Player(recorder, { fps: 10 });
    player.seek(0);
    player.play();
    player.advance(1000);
    expect(player.playing).toBe(false);
    expect(player.following).toBe(true);
  });

  it('tells of every frame, and of none once disposed of', () => {
    const recorder = record(1);
    const player = new Player(recorder);
    const listener = vi.fn();
    player.addEventListener('change', listener);
    recorder.append(1);
    expect(listener).toHaveBeenCalledTimes(1);
    player.dispose();
    player.dispose();
    recorder.append(2);
    expect(listener).toHaveBeenCalledTimes(1);
  });
});

describe('a recorder', () => {
  it('refuses frames after its end, and may be closed twice', () => {
    const recorder = record(2);
    recorder.close();
    recorder.close();
    expect(() => {
      recorder.append(2);
    }).toThrow(/closed/);
    expect(recorder.frames).toEqual([0, 1]);
  });

  it('does not glide over frames that have nothing between them, whoever asks for it', () => {
    const recorder = new Recorder<undefined, number>(undefined, 4);
    const player = new Player(recorder, { glides: false });
    player.smooth = true;
    for (const frame of [0, 1, 2]) recorder.append(frame);
    player.advance(1);
    expect([player.position, player.playhead]).toEqual([2, 2]);
  });
});
