import { type Gpu } from '../../gpu/device.ts';
import { compilePipelines, UNIFORM_STRIDE } from '../../gpu/pipelines.ts';
import { NO_CHAIN } from './chain.ts';
import { convolve } from './convolve.ts';
import { bufferUsage } from './executor.ts';
import { groupsFor, packUniform } from './kernel.ts';
import { bytesOf, layTensor, paddingOf } from './tensor.ts';
import { LARGEST_TILE, type Tile, TILES } from './tile.ts';

/** The best tile for a matrix product of so many values. */
export type TileChoice = (outputs: number) => Tile;

/** What is timed: the article's second convolution, of the batches that it has first and last. */
const SIDE = 16;
const CHANNELS = 64;
const BATCHES = [10, 80] as const;
/** Convolutions a submission: enough to outweigh its overhead on a graphics card, tens of microseconds. */
const REPEATS = 16;
const RUNS = 3;
/** How much faster another tile must be: the choice must not change with the weather. */
const MARGIN = 0.8;

/** By adapter: it is the same device for as long as the worker lives. */
const choices = new Map<string, Promise<TileChoice>>();

/**
 * Finds out which tile a device computes fastest, for few values and for many; memoised. Software adapters are
 * not asked: the largest tile is theirs (SwiftShader: 3.0 GFLOP/s, against 1.9 with half of it and 1.5 with a
 * quarter), and asking would take them seconds.
 *
 * Every tile adds up in the same order.
 */
export function chooseTile(gpu: Gpu): Promise<TileChoice> {
  const { name, software } = gpu.probe;
  if (software) return Promise.resolve(() => LARGEST_TILE);
  let choice = choices.get(name);
  if (!choice) {
    choice = timeTiles(gpu);
    // A device that is lost meanwhile says nothing about the next.
    choice.catch(() => choices.delete(name));
    choices.set(name, choice);
  }
  return choice;
}

/** @param batches few and many images */
export async function timeTiles(
  gpu: Gpu,
  batches: readonly [number, number] = BATCHES,
  repeats = REPEATS,
): Promise<TileChoice> {
  const few = await fastest(gpu, batches[0], repeats);
  const many = await fastest(gpu, batches[1], repeats);
  const middle = SIDE * SIDE * CHANNELS * Math.sqrt(batches[0] * batches[1]);
  return (outputs) => (outputs < middle ? few : many);
}

async function fastest(gpu: Gpu, batch: number, repeats: number): Promise<Tile> {
  const input = layTensor([SIDE, SIDE, CHANNELS], paddingOf(3, 'same'));
  const output = layTensor([SIDE, SIDE, CHANNELS]);
  const weights = { kernelHeight: 3, kernelWidth: 3, first: 0 };
  const buffers = await gpu.buffers.allocate({
    step: { bytes: UNIFORM_STRIDE, usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST },
    input: { bytes: bytesOf(input, batch), usage: bufferUsage() },
    weights: { bytes: 4 * (9 * CHANNELS + 4) * CHANNELS, usage: bufferUsage() },
    output: { bytes: bytesOf(output, batch), usage: bufferUsage() },
    places: { bytes: 16, usage: bufferUsage() },
  });
  const uniform = packUniform({ batch, slot: 0, dropout: 0, dropoutSeed: 0, rate: 0 });
  gpu.device.queue.writeBuffer(buffers.step, 0, uniform);
  const chain = NO_CHAIN;
  const options = { weights, input, height: SIDE, width: SIDE, chain, output };
  let best: { readonly tile: Tile; readonly ms: number } | undefined;
  for (const tile of TILES) {
    const { label, code, bindings, threads } = convolve(options, tile);
    const { layout, pipeline } = await compilePipelines(gpu, {
      ...{ label, code, bindings: ['uniform', ...bindings], entryPoints: Object.keys(threads) },
    });
    const entries = Object.values(buffers).map((buffer, binding) => ({
      binding,
      resource: binding === 0 ? { buffer, size: UNIFORM_STRIDE } : { buffer },
    }));
    const group = gpu.device.createBindGroup({ layout, entries });
    const times: number[] = [];
    for (let run = 0; run <= RUNS; run++) {
      const start = performance.now();
      const encoder = gpu.device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      pass.setPipeline(pipeline('convolve'));
      pass.setBindGroup(0, group, [0]);
      const groups = groupsFor(threads['convolve']?.(batch) ?? 0);
      for (let i = 0; i < repeats; i++) pass.dispatchWorkgroups(...groups);
      pass.end();
      gpu.device.queue.submit([encoder.finish()]);
      await gpu.idle();
      // The first run warms up.
      if (run > 0) times.push(performance.now() - start);
    }
    const ms = Math.min(...times);
    if (!best || ms < MARGIN * best.ms) best = { tile, ms };
  }
  for (const buffer of Object.values(buffers)) gpu.buffers.destroy(buffer);
  return best?.tile ?? LARGEST_TILE;
}
