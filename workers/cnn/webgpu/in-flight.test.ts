import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Gpu } from '../../gpu/device.ts';
import { InFlight } from './in-flight.ts';

let now = 0;
beforeEach(() => {
  now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** A device that is done with its submissions when it is told to be, in order. */
function device() {
  const ends: (() => void)[] = [];
  const idle = vi.fn(
    () =>
      new Promise<undefined>((resolve) => {
        ends.push(() => {
          resolve(undefined);
        });
      }),
  );
  const finish = async (ms: number): Promise<void> => {
    now += ms;
    ends.shift()?.();
    await settle();
  };
  return { flight: new InFlight({ idle } as unknown as Gpu), finish };
}

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** How many submissions are taken without waiting, with nothing done meanwhile. */
async function taken(flight: InFlight): Promise<number> {
  for (let count = 0; ; count++) {
    const over = vi.fn();
    void flight.submitted().then(over);
    await settle();
    if (over.mock.calls.length === 0 || count > 200) return count;
  }
}

it('waits behind the third submission of a device that is not done with the first', async () => {
  const { flight, finish } = device();
  let over = 0;
  for (let i = 0; i < 3; i++) void flight.submitted().then(() => over++);
  await settle();
  expect(over).toBe(2);
  await finish(1000);
  expect(over).toBe(3);
});

it('lets a fast device have more at once, up to a bound, and a slow one few again', async () => {
  const { flight, finish } = device();
  for (let i = 0; i < 100; i++) {
    const next = flight.submitted();
    await finish(1);
    await next;
  }
  expect(await taken(flight)).toBe(64);
  for (let i = 0; i < 65; i++) await finish(1000);
  expect(await taken(flight)).toBe(2);
});

it('throws what the device failed with', async () => {
  const lost = new Error('lost');
  const flight = new InFlight({ idle: () => Promise.reject(lost) } as unknown as Gpu);
  const steps = async (): Promise<void> => {
    for (let i = 0; i < 3; i++) await flight.submitted();
  };
  await expect(steps()).rejects.toBe(lost);
});
