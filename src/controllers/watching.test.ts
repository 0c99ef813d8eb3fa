import { describe, expect, it } from 'vitest';
import type { CnnView } from '../../workers/contracts/cnn.ts';
import { syntheticCnnTrace } from '../components/cnn/synthetic-trace.ts';
import type { WatchedImage, WatchedLayers } from '../runs/cnn-run-api.ts';
import { Player } from '../trace/player.ts';
import { Watching } from './watching.ts';

/** A run whose views of earlier frames come when the test says so. */
class HeldRun extends EventTarget {
  watched: WatchedImage | undefined = {
    ...{ id: 0, image: new Uint8Array(3072), label: 5, index: 16, title: 'Test image 16' },
  };
  layers: WatchedLayers | undefined = { kernelLayer: 0, activationLayer: 0 };
  readonly asked: number[] = [];
  private answer: ((view: CnnView | Error) => void) | undefined;

  view(epoch: number): Promise<CnnView> {
    this.asked.push(epoch);
    return new Promise((resolve, reject) => {
      this.answer = (view) => {
        if (view instanceof Error) reject(view);
        else resolve(view);
      };
    });
  }

  async reply(view: CnnView | Error): Promise<void> {
    this.answer?.(view);
    await new Promise((resolve) => setTimeout(resolve));
  }

  watchAnother(): void {
    if (this.watched) this.watched = { ...this.watched, id: this.watched.id + 1 };
    this.dispatchEvent(new Event('watched'));
  }
}

function createWatching() {
  const player = new Player(syntheticCnnTrace(10), { following: false });
  const run = new HeldRun();
  const watching = new Watching(player, run);
  let changes = 0;
  watching.addEventListener('change', () => (changes += 1));
  const viewOf = (epoch: number, watchedId: number): CnnView => {
    const frame = player.trace.frames[epoch];
    if (!frame) throw new Error(`There is no frame ${epoch}.`);
    return { ...frame.view, watchedId };
  };
  return { player, run, watching, viewOf, changes: () => changes };
}

describe('what is watched', () => {
  it('is taken from the frame at the playhead, as it was recorded', () => {
    const { player, run, watching, changes } = createWatching();
    expect(watching.sight).toMatchObject({ epoch: 0, view: player.trace.frames[0]?.view });
    player.seek(7);
    expect(watching.sight).toMatchObject({ epoch: 7, view: player.trace.frames[7]?.view });
    player.seek(7);
    expect(changes()).toBe(1);
    expect(run.asked).toEqual([]);
  });

  it('is computed for frames that were recorded with another image, and kept', async () => {
    const { player, run, watching, viewOf } = createWatching();
    player.seek(4);
    run.watchAnother();
    expect(run.asked).toEqual([4]);
    // Until it is there, the last one stays.
    expect(watching.sight).toMatchObject({ epoch: 4, image: { id: 0 } });
    await run.reply(viewOf(4, 1));
    expect(watching.sight).toMatchObject({ epoch: 4, image: { id: 1 } });
    player.seek(5);
    await run.reply(viewOf(5, 1));
    player.seek(4);
    expect(watching.sight).toMatchObject({ epoch: 4, image: { id: 1 } });
    expect(run.asked).toEqual([4, 5]);
  });

  it('skips places that the playhead left before they were computed', async () => {
    const { player, run, watching, viewOf } = createWatching();
    run.watchAnother();
    for (const frame of [1, 2, 3, 8]) player.seek(frame);
    expect(run.asked).toEqual([0]);
    await run.reply(viewOf(0, 1));
    expect(run.asked).toEqual([0, 8]);
    await run.reply(viewOf(8, 1));
    expect(watching.sight?.epoch).toBe(8);
  });

  it('says why it cannot be had, asks once, and goes on elsewhere', async () => {
    const { player, run, watching, viewOf } = createWatching();
    player.seek(3);
    run.watchAnother();
    await run.reply(new Error('The weights after epoch 3 are not kept.'));
    expect(watching.error).toContain('not kept');
    expect(run.asked).toEqual([3]);
    player.seek(4);
    await run.reply(viewOf(4, 1));
    expect([watching.error, watching.sight?.epoch]).toEqual([undefined, 4]);
  });

  it('lets go when it is disposed of', () => {
    const { player, run, watching } = createWatching();
    watching.dispose();
    watching.dispose();
    player.seek(5);
    run.watchAnother();
    expect([watching.sight?.epoch, run.asked]).toEqual([0, []]);
  });
});
