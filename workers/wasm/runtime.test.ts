import { setFlagsFromString } from 'node:v8';
import { afterEach, describe, expect, it } from 'vitest';
import { WorkerError } from '../rpc/errors.ts';
import { Pacer } from '../rpc/slices.ts';
import { startWasm, type WasmRuntime, type WasmRuntimeOptions } from './runtime.ts';
import { spawnNodeThread } from './testing/node-threads.ts';

// Node 20 has relaxed SIMD behind a flag; newer ones ignore it.
setFlagsFromString('--experimental-wasm-relaxed-simd');

let runtime: WasmRuntime | undefined;

afterEach(() => {
  runtime?.dispose();
  runtime = undefined;
});

async function open(options: WasmRuntimeOptions) {
  runtime = await startWasm({ ...options, spawn: spawnNodeThread });
  return runtime.open('wasm-testing');
}

const pacer = (signal = new AbortController().signal) => new Pacer(signal);

describe.each([
  { threads: 1, relaxedSimd: false },
  { threads: 1, relaxedSimd: true },
  { threads: 2, relaxedSimd: false },
  { threads: 3, relaxedSimd: true },
])('with $threads threads, relaxed SIMD $relaxedSimd', (options) => {
  it('covers every item once', async () => {
    const context = await open(options);
    expect(context.threads).toBe(options.threads);
    const total = 10_007;
    const squares = context.arena.allocateZeroed(4 * total);
    const counts = context.arena.allocateZeroed(4 * context.threads);
    await context.parallel('writeSquares', {
      total,
      chunk: 64,
      args: [squares, 3],
      pacer: pacer(),
    });
    await context.parallel('countItems', { total, chunk: 64, args: [counts], pacer: pacer() });
    const written = context.arena.f32(squares, total);
    const wanted = Float32Array.from({ length: total }, (_, i) => Math.fround(i * i) + 3);
    expect(written).toEqual(wanted);
    expect(context.arena.i32(counts, context.threads).reduce((a, b) => a + b)).toBe(total);
  });

  it('multiplies and adds in SIMD', async () => {
    const { arena, call } = await open(options);
    const address = arena.put(new Float32Array([1, 2, 3, 4, 5, 6, 7, 8]));
    expect(call('dotProbe', address)).toBe(1 + 5 + 1 + 32);
  });

  it('rejects when a kernel traps, and goes on afterwards', async () => {
    const context = await open(options);
    const job = { total: 1000, chunk: 1, pacer: pacer() };
    await expect(context.parallel('trapAt', { ...job, args: [500] })).rejects.toThrow();
    await expect(context.parallel('trapAt', { ...job, args: [-1] })).resolves.toBeUndefined();
  });

  it('stops on abort', async () => {
    const context = await open(options);
    const controller = new AbortController();
    const counts = context.arena.allocateZeroed(4 * context.threads);
    setTimeout(() => {
      controller.abort(new WorkerError('aborted', 'The work was cancelled.'));
    }, 60);
    const total = 2 ** 30;
    const job = { total, chunk: 1, args: [counts], pacer: pacer(controller.signal) };
    await expect(context.parallel('countItems', job)).rejects.toMatchObject({ code: 'aborted' });
    const done = () => context.arena.i32(counts, context.threads).reduce((a, b) => a + b);
    const before = done();
    expect(before).toBeLessThan(total);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(done()).toBe(before);
  });
});

it('gives each context a memory and kernels of its own', async () => {
  const first = await open({ threads: 2 });
  const second = await runtime?.open('wasm-testing');
  if (!second) throw new Error('no runtime');
  const a = first.arena.allocateZeroed(400);
  const b = second.arena.allocateZeroed(400);
  const job = { total: 100, chunk: 1, pacer: pacer() };
  await second.parallel('writeSquares', { ...job, args: [b, 7] });
  await first.parallel('writeSquares', { ...job, args: [a, 1] });
  await first.dispose();
  await first.dispose();
  await second.parallel('writeSquares', { ...job, args: [b, 8] });
  expect(first.arena.f32(a, 100)[9]).toBe(82);
  expect(second.arena.f32(b, 100)[9]).toBe(89);
});

it('runs in one thread, and says so, when threads do not start', async () => {
  runtime = await startWasm({
    threads: 2,
    spawn: ({ onError }) => {
      queueMicrotask(() => {
        onError('not allowed here');
      });
      return { postMessage: () => undefined, terminate: () => undefined };
    },
  });
  expect(runtime.threads).toBe(1);
  expect(runtime.reason).toContain('not allowed here');
});

describe('the arena', () => {
  it('hands out aligned addresses, grows, and reuses what was released', async () => {
    const { arena } = await open({ threads: 1 });
    const first = arena.allocate(3);
    const mark = arena.mark();
    const second = arena.allocate(1_000_000);
    expect([first % 64, second % 64, second - first]).toEqual([0, 0, 64]);
    arena.f32(second, 250_000).fill(1);
    arena.release(mark);
    expect(arena.allocate(8)).toBe(second);
    expect(arena.peakBytes).toBeGreaterThan(1_000_000);
  });

  it('says how much was needed when memory runs out', async () => {
    const { arena } = await open({ threads: 1 });
    expect(() => arena.allocate(6e9)).toThrow(/needs 6000 MB/);
  });
});
