import type { Gpu } from '../../gpu/device.ts';
import { compilePipelines, UNIFORM_STRIDE } from '../../gpu/pipelines.ts';
import type { TileChoice } from './choose-tile.ts';
import type { Dispatch, Ground } from './ground.ts';
import { groupsFor, type Kernel, packUniform, type StepUniform } from './kernel.ts';

/** A dispatch with its pipeline and buffers. */
export interface Bound {
  readonly pipeline: GPUComputePipeline;
  readonly group: GPUBindGroup;
  readonly threads: (batch: number) => number;
}

/** Which of the kernels that could make a dispatch does. */
export interface KernelChoice {
  readonly tileFor: TileChoice;
  /** What runs in a kernel's place: as a rule the kernel itself. */
  readonly replace: (kernel: Kernel) => Kernel;
}

/** Buffers by name in place of the usual ones. */
export type Substitutes = Readonly<Record<string, string>>;

/** Of all buffers that kernels work on. A function: where WebGPU is not the browser's, its names come late. */
export const bufferUsage = (): GPUBufferUsageFlags =>
  GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC;

/** Lists of dispatches that are remembered: the article has eight batch sizes, each with a few views. */
const MOST_BOUND = 64;

/**
 * A network's buffers, laid out for batches of up to `room` images, and its dispatches, bound to them once. A larger
 * batch lays everything out anew. *Owns* its buffers until the device is disposed of.
 */
export class Executor {
  room = 0;
  private readonly buffers = new Map<string, GPUBuffer>();
  private readonly bound = new Map<string, Bound[]>();
  private uniform: GPUBuffer | undefined;

  /** @param shared buffers that do not depend on the room; *borrowed* */
  constructor(
    private readonly gpu: Gpu,
    private readonly ground: Ground,
    private readonly shared: ReadonlyMap<string, GPUBuffer>,
    private readonly kernels: KernelChoice,
  ) {}

  /**
   * Makes what `ground` has reserved meanwhile, and everything anew for a larger batch.
   * @throws WorkerError `out-of-memory`, `device-lost`
   */
  async ensure(batch: number): Promise<void> {
    if (!this.uniform) {
      const usage = GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST;
      const made = await this.gpu.buffers.allocate({ step: { bytes: UNIFORM_STRIDE, usage } });
      this.uniform = made.step;
    }
    if (batch > this.room) this.drop();
    const room = Math.max(batch, this.room);
    const missing = [...this.ground.buffers(room)].filter(([name]) => !this.buffers.has(name));
    if (missing.length > 0) {
      const plans = missing.map(
        ([name, bytes]) => [name, { bytes, usage: bufferUsage() }] as const,
      );
      const made = await this.gpu.buffers.allocate(Object.fromEntries(plans));
      for (const [name, buffer] of Object.entries(made)) this.buffers.set(name, buffer);
      const identity = this.buffers.get('identity');
      if (this.room < room && identity) {
        const numbers = Uint32Array.from({ length: room }, (_, i) => i);
        this.gpu.device.queue.writeBuffer(identity, 0, numbers);
      }
    }
    this.room = room;
  }

  buffer(name: string): GPUBuffer {
    const found = this.buffers.get(name) ?? this.shared.get(name);
    if (!found) throw new RangeError(`The network has no buffer «${name}».`);
    return found;
  }

  /**
   * Dispatches with pipelines for batches of this size, and buffers; remembered by size and `key` for as long as the
   * room is large enough.
   */
  async bind(
    key: string,
    dispatches: readonly Dispatch[],
    batch: number,
    substitutes: Substitutes = {},
  ): Promise<readonly Bound[]> {
    const name = `${key}, ${batch} images`;
    const known = this.bound.get(name);
    if (known) return known;
    const made = await Promise.all(
      dispatches.map((dispatch) => this.bindOne(dispatch, batch, substitutes)),
    );
    // A visitor who tries many batch sizes shall not fill the memory with them.
    if (this.bound.size >= MOST_BOUND) this.bound.clear();
    this.bound.set(name, made);
    return made;
  }

  /** Records dispatches into a pass of their own. */
  encode(encoder: GPUCommandEncoder, dispatches: readonly Bound[], batch: number): void {
    const pass = encoder.beginComputePass();
    for (const { pipeline, group, threads } of dispatches) {
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, group, [0]);
      pass.dispatchWorkgroups(...groupsFor(threads(batch)));
    }
    pass.end();
  }

  /** For what is submitted next. */
  tell(step: StepUniform): void {
    if (this.uniform) this.gpu.device.queue.writeBuffer(this.uniform, 0, packUniform(step));
  }

  private async bindOne(
    { kernel, entryPoint, buffers }: Dispatch,
    batch: number,
    substitutes: Substitutes,
  ): Promise<Bound> {
    const { uniform } = this;
    const { tiled } = kernel;
    const { tileFor, replace } = this.kernels;
    const own = replace(tiled ? tiled.with(tileFor(tiled.outputs(batch))) : kernel);
    const { label, code, bindings, threads } = own;
    const count = threads[entryPoint];
    if (!uniform || !count) throw new RangeError(`${label} has no entry point ${entryPoint}.`);
    const shader = await compilePipelines(this.gpu, {
      ...{ label, code, bindings: ['uniform', ...bindings] },
      entryPoints: Object.keys(threads),
    });
    const { layout } = shader;
    const entries = [
      { binding: 0, resource: { buffer: uniform, size: UNIFORM_STRIDE } },
      ...buffers.map((name, at) => ({
        binding: at + 1,
        resource: { buffer: this.buffer(substitutes[name] ?? name) },
      })),
    ];
    const group = this.gpu.device.createBindGroup({
      label: `${label} ${entryPoint}`,
      layout,
      entries,
    });
    return { pipeline: shader.pipeline(entryPoint), group, threads: count };
  }

  private drop(): void {
    this.bound.clear();
    for (const buffer of this.buffers.values()) this.gpu.buffers.destroy(buffer);
    this.buffers.clear();
  }
}
