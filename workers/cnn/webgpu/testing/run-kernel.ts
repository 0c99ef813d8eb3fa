import { expect } from 'vitest';
import { Readback } from '../../../gpu/buffers.ts';
import { type Gpu, requestGpu } from '../../../gpu/device.ts';
import { compilePipelines, UNIFORM_STRIDE } from '../../../gpu/pipelines.ts';
import { createRandom } from '../../../random.ts';
import { bufferUsage } from '../executor.ts';
import { groupsFor, type Kernel, packUniform, type StepUniform } from '../kernel.ts';
import { layTensor, NO_MARGIN, packTensor, quadsOf, type Tensor, unpackTensor } from '../tensor.ts';

type Values = Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;

/** Runs entry points one after the other on buffers with these contents. *Returns* all contents after them. */
export async function runKernel(
  gpu: Gpu,
  kernel: Kernel,
  entryPoints: readonly string[],
  contents: readonly Values[],
  step: Partial<StepUniform> & { readonly batch: number },
): Promise<Float32Array<ArrayBuffer>[]> {
  const { label, code, bindings, threads } = kernel;
  const { layout, pipeline } = await compilePipelines(gpu, {
    ...{ label, code, bindings: ['uniform', ...bindings], entryPoints: Object.keys(threads) },
  });
  const { uniform } = await gpu.buffers.allocate({
    uniform: { bytes: UNIFORM_STRIDE, usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST },
  });
  const all = { slot: 0, dropout: 0, dropoutSeed: 0, rate: 0, ...step };
  gpu.device.queue.writeBuffer(uniform, 0, packUniform(all));
  const plans = contents.map(
    ({ byteLength }, at) => [`${at}`, { bytes: byteLength, usage: bufferUsage() }] as const,
  );
  const buffers = Object.values(await gpu.buffers.allocate(Object.fromEntries(plans)));
  contents.forEach((values, at) => {
    const buffer = buffers[at];
    if (buffer) gpu.device.queue.writeBuffer(buffer, 0, values);
  });
  const encoder = gpu.device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  for (const entryPoint of entryPoints) {
    const entries = [uniform, ...buffers].map((buffer, binding) => ({
      binding,
      resource: binding === 0 ? { buffer, size: UNIFORM_STRIDE } : { buffer },
    }));
    pass.setPipeline(pipeline(entryPoint));
    pass.setBindGroup(0, gpu.device.createBindGroup({ layout, entries }), [0]);
    pass.dispatchWorkgroups(...groupsFor(threads[entryPoint]?.(step.batch) ?? 0));
  }
  pass.end();
  gpu.device.queue.submit([encoder.finish()]);
  const results: Float32Array<ArrayBuffer>[] = [];
  for (const [at, buffer] of buffers.entries()) {
    const bytes = contents[at]?.byteLength ?? 0;
    const readback = await Readback.create(gpu, bytes, 1);
    const copy = gpu.device.createCommandEncoder();
    const read = readback.record(copy, buffer, bytes);
    gpu.device.queue.submit([copy.finish()]);
    results.push(new Float32Array(await read()));
    readback.dispose();
  }
  for (const buffer of [uniform, ...buffers]) gpu.buffers.destroy(buffer);
  return results;
}

let shared: Promise<Gpu> | undefined;

/** One device for all tests of a file: shaders compile once. */
export function testGpu(): Promise<Gpu> {
  shared ??= requestGpu();
  return shared;
}

/** Values from −1 to 1, the same for the same seed. */
export function noise(count: number, seed: number): Float32Array<ArrayBuffer> {
  const random = createRandom(seed);
  return Float32Array.from({ length: count }, () => 2 * random.uniform() - 1);
}

/** Room for a batch of a tensor, filled with NaN where a kernel has to write. */
export function room(tensor: Tensor, images: number): Float32Array<ArrayBuffer> {
  const { height, width, channels } = tensor;
  return packTensor(tensor, new Float32Array(images * height * width * channels).fill(NaN), images);
}

/** [window][channel][filter] and biases as parameters.ts lays them. The caller's. */
export function packKernel(
  kernel: Float32Array,
  biases: Float32Array,
  channels: number,
): Float32Array<ArrayBuffer> {
  const filters = biases.length;
  const { rows, bias } = kernelTensors(channels, filters);
  const main = packTensor(rows, kernel, kernel.length / (channels * filters));
  const last = packTensor(bias, biases, 1);
  const packed = new Float32Array(main.length + last.length);
  packed.set(main);
  packed.set(last, main.length);
  return packed;
}

/** The opposite. The caller's. */
export function unpackKernel(
  packed: Float32Array,
  taps: number,
  channels: number,
  filters: number,
): { kernel: Float32Array; biases: Float32Array } {
  const { rows, bias } = kernelTensors(channels, filters);
  const main = 4 * rows.image * taps;
  return {
    kernel: unpackTensor(rows, packed.subarray(0, main), taps),
    biases: unpackTensor(bias, packed.subarray(main), 1),
  };
}

function kernelTensors(channels: number, filters: number): { rows: Tensor; bias: Tensor } {
  const bottom = 4 * quadsOf(channels) - channels;
  return {
    rows: layTensor([channels, 1, filters], { ...NO_MARGIN, bottom }),
    bias: layTensor([1, 1, filters], { ...NO_MARGIN, bottom: 3 }),
  };
}

/** ‖a − b‖ / ‖b‖: a few float32 roundings. */
export function expectClose(values: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(values.length).toBe(expected.length);
  let difference = 0;
  let norm = 0;
  for (let i = 0; i < expected.length; i++) {
    difference += ((values[i] ?? NaN) - (expected[i] ?? NaN)) ** 2;
    norm += (expected[i] ?? NaN) ** 2;
  }
  expect(Math.sqrt(difference)).toBeLessThanOrEqual(1e-5 * Math.sqrt(norm));
}
