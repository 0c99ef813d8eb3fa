import { describe, expect, it } from 'vitest';
import type { AnimationPlan } from '../contracts/export.ts';
import { createExportApi } from './api.ts';

const PLAN: AnimationPlan = { format: 'webm', width: 2, height: 2, fps: 12, samples: [] };

const picture = (level: number) => new Uint8ClampedArray(16).fill(level);

/** An encoder that takes one copy of a picture at a time, when it is let. */
function slowEncoder() {
  const taken: (number | string)[] = [];
  const waiting: (() => void)[] = [];
  const room = (): Promise<void> =>
    new Promise((resolve) => {
      waiting.push(resolve);
    });
  return {
    taken,
    async add(pixels: Uint8ClampedArray, held: number): Promise<void> {
      for (let copy = 0; copy < held; copy++) {
        await room();
        taken.push(pixels[0] ?? NaN);
      }
    },
    finish() {
      taken.push('end');
      return Promise.resolve(new Uint8Array(1));
    },
    /** Room for all who wait, at once: a codec tells of several pictures that it took with one event. */
    async letIn(): Promise<void> {
      await new Promise((resolve) => setTimeout(resolve));
      for (const resolve of waiting.splice(0)) resolve();
    },
  };
}

describe('the export worker', () => {
  it('takes pictures in their order, though the next ones come while one still waits for the encoder', async () => {
    const encoder = slowEncoder();
    const api = createExportApi(() => Promise.resolve(encoder));
    await api.begin(PLAN);
    const added = [api.add(picture(1), 3), api.add(picture(2), 1), api.add(picture(3), 2)];
    const finished = api.finish();
    for (let turn = 0; turn < 6; turn++) await encoder.letIn();
    await Promise.all([...added, finished]);
    expect(encoder.taken).toEqual([1, 1, 1, 2, 3, 3, 'end']);
  });

  it('says which picture could not be taken, and of no picture before a beginning', async () => {
    const failing = {
      add: ({ 0: level }: Uint8ClampedArray) =>
        level === 1 ? Promise.reject(new Error('broken')) : Promise.resolve(),
      finish: () => Promise.resolve(new Uint8Array(1)),
    };
    const api = createExportApi(() => Promise.resolve(failing));
    await expect(api.add(picture(0), 1)).rejects.toThrow('No animation was begun.');
    await api.begin(PLAN);
    const added = await Promise.allSettled([api.add(picture(1), 1), api.add(picture(2), 1)]);
    expect(added.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  });
});
