import { WorkerError } from '../rpc/errors.ts';
import type { Gpu } from './device.ts';

export interface BufferPlan {
  readonly label: string;
  /** Rounded up to a multiple of 4. */
  readonly bytes: number;
  readonly usage: GPUBufferUsageFlags;
}

/** Live buffers in all devices of this worker: what a leak test looks at. */
let live = 0;

export function liveBuffers(): number {
  return live;
}

/** The buffers of one device: made together, counted, destroyed one by one or together. */
export class GpuBuffers {
  private readonly sizes = new Map<GPUBuffer, number>();
  private bytes = 0;
  /** Most bytes that were allocated at once. */
  peakBytes = 0;

  constructor(private readonly gpu: Gpu) {}

  /** Buffers alive. */
  get count(): number {
    return this.sizes.size;
  }

  /**
   * Makes all the buffers, zeroed, or none. *Owned* here; `destroy` frees one earlier.
   * @throws WorkerError `out-of-memory` with the sizes; `device-lost`
   */
  async allocate<Name extends string>(
    plans: Record<Name, Omit<BufferPlan, 'label'>>,
  ): Promise<Record<Name, GPUBuffer>> {
    const { device } = this.gpu;
    this.gpu.check();
    const entries = Object.entries(plans) as [Name, BufferPlan][];
    device.pushErrorScope('out-of-memory');
    const made = entries.map(([label, { bytes, usage }]) => {
      const size = Math.ceil(Math.max(bytes, 4) / 4) * 4;
      const buffer = device.createBuffer({ label, size, usage });
      this.adopt(buffer, size);
      return [label, buffer] as const;
    });
    const error = await this.gpu.wait(device.popErrorScope());
    if (error) {
      const needed = entries.reduce((sum, [, { bytes }]) => sum + bytes, 0);
      for (const [, buffer] of made) this.destroy(buffer);
      throw new WorkerError(
        'out-of-memory',
        `The graphics device has no ${Math.ceil(needed / 1e6)} MB left for ${entries.map(([label]) => label).join(', ')}. Ask for less, or take the wasm engine.`,
        { bytes: needed, adapter: this.gpu.probe.name },
      );
    }
    // As many names as plans.
    return Object.fromEntries(made) as Record<Name, GPUBuffer>;
  }

  /** May be called twice. */
  destroy(buffer: GPUBuffer): void {
    const size = this.sizes.get(buffer);
    if (size === undefined) return;
    buffer.destroy();
    this.sizes.delete(buffer);
    this.bytes -= size;
    live--;
  }

  dispose(): void {
    for (const buffer of [...this.sizes.keys()]) this.destroy(buffer);
  }

  private adopt(buffer: GPUBuffer, size: number): void {
    this.sizes.set(buffer, size);
    this.bytes += size;
    this.peakBytes = Math.max(this.peakBytes, this.bytes);
    live++;
  }
}

/**
 * Reads buffers back through `slots` staging buffers in turn, so that the device may go on while one of
 * them is being read.
 */
export class Readback {
  private next = 0;

  private constructor(
    private readonly gpu: Gpu,
    private readonly staging: readonly GPUBuffer[],
  ) {}

  /** For up to `bytes` at a time. */
  static async create(gpu: Gpu, bytes: number, slots: number): Promise<Readback> {
    const usage = GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST;
    const plans = Object.fromEntries(
      Array.from({ length: slots }, (_, slot) => [`staging ${slot}`, { bytes, usage }] as const),
    );
    return new Readback(gpu, Object.values(await gpu.buffers.allocate(plans)));
  }

  /**
   * Records a copy of `source`'s first `bytes` (a multiple of 4). Call what it *returns* right after the
   * submission: it gives the caller's own copy. At most `slots` reads may be under way.
   */
  record(encoder: GPUCommandEncoder, source: GPUBuffer, bytes: number): () => Promise<ArrayBuffer> {
    const staging = this.staging[this.next++ % this.staging.length];
    if (!staging) throw new RangeError('A readback needs a slot.');
    encoder.copyBufferToBuffer(source, 0, staging, 0, bytes);
    return async () => {
      await this.gpu.wait(staging.mapAsync(GPUMapMode.READ, 0, bytes));
      const copy = staging.getMappedRange(0, bytes).slice(0);
      staging.unmap();
      return copy;
    };
  }

  dispose(): void {
    for (const buffer of this.staging) this.gpu.buffers.destroy(buffer);
  }
}
