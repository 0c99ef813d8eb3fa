import { WorkerError } from '../rpc/errors.ts';
import { GpuBuffers } from './buffers.ts';

/** What the adapter is, found out once. */
export interface GpuProbe {
  /** Vendor and architecture as the adapter gives them: `google swiftshader`. */
  readonly name: string;
  /** Computes on the processor: right, but hundreds of times slower than a graphics card. */
  readonly software: boolean;
  /** Largest buffer that a shader can be given whole, bytes. */
  readonly largestBuffer: number;
}

/** What a run asks of its device beyond WebGPU's defaults. */
export interface GpuNeeds {
  /** Bytes of the largest buffer that a shader is given whole. */
  readonly largestBuffer: number;
}

/** How long a failed call waits for the word that the device is gone, ms. */
const LOSS_DELAY = 250;

const PACKED_PRODUCTS = 'packed_4x8_integer_dot_product';

const SOFTWARE = /swiftshader|llvmpipe|lavapipe|softpipe|basic render|warp/i;

const probes = new WeakMap<GPU, Promise<GpuProbe | string>>();

/** The browser's WebGPU, or undefined. Node has none of its own; npm's `webgpu` makes one to pass in. */
export function ownGpu(): GPU | undefined {
  return (globalThis as { navigator?: { gpu?: GPU } }).navigator?.gpu;
}

/** *Returns* what the adapter is, or a sentence that says why there is none. Memoised. */
export function probeGpu(gpu = ownGpu()): Promise<GpuProbe | string> {
  if (!gpu) return Promise.resolve('this browser has no WebGPU here');
  let probe = probes.get(gpu);
  if (!probe) {
    probe = requestAdapter(gpu).then((adapter) =>
      adapter ? describe(adapter) : 'WebGPU finds no graphics adapter',
    );
    probes.set(gpu, probe);
  }
  return probe;
}

/**
 * A device for one run, which *owns* it and disposes of it. Optional features are never asked for.
 * @throws WorkerError `engine-unavailable` where there is none, or the adapter's limits are too small
 */
export async function requestGpu(
  gpu: GPU | undefined = ownGpu(),
  needs: GpuNeeds = { largestBuffer: 0 },
): Promise<Gpu> {
  const adapter = gpu && (await requestAdapter(gpu));
  if (!adapter) {
    const why = await probeGpu(gpu);
    throw unavailable(typeof why === 'string' ? why : 'WebGPU finds no graphics adapter any more');
  }
  const probe = describe(adapter);
  if (needs.largestBuffer > probe.largestBuffer) {
    throw unavailable(
      `a buffer of ${megabytes(needs.largestBuffer)} is needed, and ${probe.name} allows ${megabytes(probe.largestBuffer)}`,
    );
  }
  // A device has WebGPU's default limits unless it asks for more.
  const bytes = Math.ceil(needs.largestBuffer / 4) * 4;
  const requiredLimits: Record<string, number> = {};
  if (bytes > 134_217_728) requiredLimits['maxStorageBufferBindingSize'] = bytes;
  if (bytes > 268_435_456) requiredLimits['maxBufferSize'] = bytes;
  try {
    const device = await adapter.requestDevice({ requiredLimits });
    return new Gpu(device, probe, gpu.wgslLanguageFeatures.has(PACKED_PRODUCTS));
  } catch (error) {
    if (error instanceof WorkerError) throw error;
    throw unavailable(`${probe.name} gives no device: ${String(error)}`);
  }
}

/**
 * A device, its buffers, and whether it is still there. What a device does wrong comes late and from
 * the side (loss, uncaptured errors): every wait goes through `wait`, which throws it.
 */
export class Gpu {
  readonly buffers: GpuBuffers;
  private failure: WorkerError | undefined;
  private disposed = false;
  private readonly failed: Promise<never>;
  private fail: (error: WorkerError) => void = () => undefined;

  /** *Takes* the device. */
  constructor(
    readonly device: GPUDevice,
    readonly probe: GpuProbe,
    /** WGSL has products of packed bytes; slow only where the driver spells them out. */
    readonly hasPackedProducts = false,
  ) {
    this.buffers = new GpuBuffers(this);
    this.failed = new Promise((_, reject) => {
      this.fail = (error) => {
        this.failure ??= error;
        reject(this.failure);
      };
    });
    // Nobody may be waiting when it happens.
    this.failed.catch(() => undefined);
    void device.lost.then(({ reason, message }) => {
      this.fail(
        this.disposed
          ? new WorkerError('aborted', 'The run was disposed of.')
          : new WorkerError(
              'device-lost',
              `The graphics device was lost (${message || reason || 'unknown reason'}).`,
              { adapter: probe.name },
            ),
      );
    });
    device.addEventListener('uncapturederror', ({ error }) => {
      const message = `The graphics device refused a command: ${error.message}`;
      this.fail(new WorkerError('internal', message, { adapter: probe.name }));
    });
  }

  /** @throws WorkerError `device-lost`, or `internal` for an error that no scope caught */
  check(): void {
    if (this.failure) throw this.failure;
  }

  /** *Returns* what `promise` gives, unless the device fails first. */
  async wait<T>(promise: Promise<T>): Promise<T> {
    this.check();
    try {
      const value = await Promise.race([promise, this.failed]);
      this.check();
      return value;
    } catch (error) {
      if (error instanceof WorkerError) throw error;
      // A lost device rejects what waits for it, and says only then that it is lost.
      await Promise.race([this.failed, new Promise((resolve) => setTimeout(resolve, LOSS_DELAY))]);
      throw new WorkerError('internal', `The graphics device failed: ${String(error)}`, {
        adapter: this.probe.name,
      });
    }
  }

  /** Resolves when all that was submitted is done. */
  idle(): Promise<undefined> {
    return this.wait(this.device.queue.onSubmittedWorkDone());
  }

  /** Destroys buffers and device. May be called twice. */
  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    this.buffers.dispose();
    this.device.destroy();
  }
}

async function requestAdapter(gpu: GPU): Promise<GPUAdapter | null> {
  try {
    return await gpu.requestAdapter({ powerPreference: 'high-performance' });
  } catch {
    return null;
  }
}

function describe({ info, limits }: GPUAdapter): GpuProbe {
  const { vendor, architecture, device, description } = info;
  const words = [vendor, architecture].filter(Boolean).join(' ');
  return {
    name: words || description || device || 'an adapter without a name',
    software: info.isFallbackAdapter || SOFTWARE.test([words, device, description].join(' ')),
    largestBuffer: Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize),
  };
}

function unavailable(why: string): WorkerError {
  return new WorkerError('engine-unavailable', `webgpu does not run here: ${why}`, {
    engine: 'webgpu',
  });
}

/** For messages. */
export function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1e6)} MB`;
}
