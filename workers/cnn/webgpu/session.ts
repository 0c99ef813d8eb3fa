import { Readback } from '../../gpu/buffers.ts';
import { type Gpu, megabytes, ownGpu, probeGpu, requestGpu } from '../../gpu/device.ts';
import { WorkerError } from '../../rpc/errors.ts';
import type { EngineImages } from '../engine.ts';
import type { ModelPlan } from '../model.ts';
import { adam } from './adam.ts';
import { planBackward } from './backward.ts';
import { LARGEST_POOL } from './chain.ts';
import { chooseTile } from './choose-tile.ts';
import { bufferUsage, Executor, type KernelChoice } from './executor.ts';
import { planLearning } from './forward.ts';
import { type Dispatch, Ground } from './ground.ts';
import type { Kernel } from './kernel.ts';

/** Images of a batch that buffers are laid out for at first: the article's largest. */
const FIRST_ROOM = 80;
/** A smaller first room is taken where a buffer would be larger, bytes; WebGPU's default limit. */
const MODEST = 2 ** 27;
/** What is asked of a device that has it, so that larger batches may come later, bytes. */
const LARGEST = 2 ** 30;
/** Bytes that are handed to the device at once. */
const UPLOAD = 2 ** 24;
/** Threads where a sum can be split: enough for a large graphics card, and for a processor's cores. */
const THREADS = { card: 16_384, processor: 512 } as const;
/** Steps whose losses the device keeps; a slot more is for those that nobody asks for. */
export const SLOTS = 1024;

interface SessionOptions {
  readonly gpu?: GPU | undefined;
  readonly replace?: ((kernel: Kernel) => Kernel) | undefined;
}

/** A model on a device: its memory, its training images, and what a step is made of. *Owns* the device. */
export class Session {
  readonly executor: Executor;
  readonly learn: readonly Dispatch[];
  readonly update: Dispatch;
  readonly readGradients: Dispatch;
  private staging: { readonly bytes: number; readonly readback: Readback } | undefined;

  private constructor(
    readonly gpu: Gpu,
    readonly plan: ModelPlan,
    readonly ground: Ground,
    shared: ReadonlyMap<string, GPUBuffer>,
    kernels: KernelChoice,
    /** Bytes that the device allows a buffer. */
    private readonly limit: number,
  ) {
    this.executor = new Executor(gpu, ground, shared, kernels);
    this.learn = [...planLearning(ground), ...planBackward(ground)];
    const kernel = adam(ground.packed.quads);
    const buffers = ['blocks', 'parts', 'weights', 'first', 'second', 'sums'];
    this.update = { kernel, entryPoint: 'adam', buffers };
    this.readGradients = { kernel, entryPoint: 'gradients', buffers };
  }

  /**
   * *Borrows* the images until it settles.
   * @param gpu whose adapter; default: the browser's
   * @param replace what runs in a kernel's place; default: the kernel
   * @throws WorkerError `engine-unavailable` where there is no device, or it is too small; `device-lost`
   */
  static async start(
    plan: ModelPlan,
    train: EngineImages,
    { gpu: own = ownGpu(), replace = (kernel) => kernel }: SessionOptions,
  ): Promise<Session> {
    checkPools(plan);
    const probe = await probeGpu(own);
    const adapter = typeof probe === 'string' ? { software: false, largestBuffer: 0 } : probe;
    const ground = new Ground(plan, adapter.software ? THREADS.processor : THREADS.card);
    // Planned for what they reserve; the session plans its own.
    planLearning(ground);
    planBackward(ground);
    const needs = (room: number): number => Math.max(...ground.buffers(room).values());
    let room = FIRST_ROOM;
    while (room > 1 && needs(room) > MODEST) room = Math.ceil(room / 2);
    const needed = Math.max(needs(room), train.images.length, 16 * ground.packed.quads);
    const limit = Math.max(needed, Math.min(LARGEST, adapter.largestBuffer));
    const gpu = await requestGpu(own, { largestBuffer: limit });
    try {
      const shared = await allocateShared(gpu, ground, train);
      const kernels = { tileFor: await chooseTile(gpu), replace };
      const session = new Session(gpu, plan, ground, shared, kernels, limit);
      await session.ensure(room);
      return session;
    } catch (error) {
      gpu.dispose();
      throw asUnavailable(error);
    }
  }

  /**
   * Room for a batch.
   * @throws WorkerError `out-of-memory` with a sentence; `device-lost`
   */
  async ensure(batch: number): Promise<void> {
    const largest = Math.max(...this.ground.buffers(batch).values());
    if (largest > this.limit) {
      throw new WorkerError(
        'out-of-memory',
        `A batch of ${batch} images needs a buffer of ${megabytes(largest)}, and ${this.gpu.probe.name} allows ${megabytes(this.limit)}: take a smaller batch, or the wasm engine.`,
        { bytes: largest, adapter: this.gpu.probe.name },
      );
    }
    await this.executor.ensure(batch);
  }

  /** *Returns* a copy of a buffer's first bytes, after what was submitted and what `encoder` holds. */
  async read(
    name: string,
    bytes: number,
    encoder = this.gpu.device.createCommandEncoder(),
  ): Promise<Float32Array<ArrayBuffer>> {
    if (!this.staging || this.staging.bytes < bytes) {
      this.staging?.readback.dispose();
      this.staging = { bytes, readback: await Readback.create(this.gpu, bytes, 1) };
    }
    const read = this.staging.readback.record(encoder, this.executor.buffer(name), bytes);
    this.gpu.device.queue.submit([encoder.finish()]);
    return new Float32Array(await read());
  }

  write(name: string, values: Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>): void {
    this.gpu.device.queue.writeBuffer(this.executor.buffer(name), 0, values);
  }

  upload(name: string, bytes: Uint8Array): void {
    uploadTo(this.gpu, this.executor.buffer(name), bytes);
  }
}

/** What does not depend on the batch. */
async function allocateShared(
  gpu: Gpu,
  ground: Ground,
  { images, labels }: EngineImages,
): Promise<ReadonlyMap<string, GPUBuffer>> {
  const weights = { bytes: 16 * ground.packed.quads, usage: bufferUsage() };
  const blocks = ground.blockTable();
  const made = await gpu.buffers.allocate({
    ...{ weights, guestWeights: weights, first: weights, second: weights, sums: weights },
    images: { bytes: images.length, usage: bufferUsage() },
    labels: { bytes: labels.length, usage: bufferUsage() },
    blocks: { bytes: blocks.byteLength, usage: bufferUsage() },
    results: { bytes: 8 * (SLOTS + 1), usage: bufferUsage() },
  });
  gpu.device.queue.writeBuffer(made.blocks, 0, blocks);
  uploadTo(gpu, made.labels, labels);
  for (let from = 0; from < images.length; from += UPLOAD) {
    uploadTo(gpu, made.images, images.subarray(from, from + UPLOAD), from);
    // Else the copies on the way take as much memory as all images.
    await gpu.idle();
  }
  return new Map(Object.entries(made));
}

/** Bytes of any number; the device takes them by fours. `from` is a multiple of 4. */
function uploadTo(gpu: Gpu, buffer: GPUBuffer, bytes: Uint8Array, from = 0): void {
  const whole = bytes.length - (bytes.length % 4);
  const { queue } = gpu.device;
  const source = bytes as Uint8Array<ArrayBuffer>; // or of shared memory, which WebGPU takes as well
  if (whole > 0) queue.writeBuffer(buffer, from, source, 0, whole);
  if (whole === bytes.length) return;
  const rest = new Uint8Array(4);
  rest.set(bytes.subarray(whole));
  queue.writeBuffer(buffer, from + whole, rest);
}

/** Places in a window are told apart by 16 bits. */
function checkPools({ layers }: ModelPlan): void {
  for (const { name, spec } of layers) {
    if (spec.type !== 'max-pool' || spec.size <= LARGEST_POOL) continue;
    throw new WorkerError(
      'engine-unavailable',
      `webgpu pools windows of at most ${LARGEST_POOL} × ${LARGEST_POOL}, and ${name} has ${spec.size} × ${spec.size}.`,
      { engine: 'webgpu' },
    );
  }
}

/** Too much for the graphics card need not be too much for the processor. */
function asUnavailable(error: unknown): unknown {
  if (!(error instanceof WorkerError) || error.code !== 'out-of-memory') return error;
  return new WorkerError('engine-unavailable', error.message, error.details);
}
