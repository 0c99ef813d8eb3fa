import type { CnnFrame, CnnTest } from '../../../workers/contracts/cnn.ts';
import type { UmapFrame, UmapQuality } from '../../../workers/contracts/umap.ts';
import type { CnnTraceInfo } from '../cnn-trace.ts';
import type { UmapTraceInfo } from '../trace.ts';
import { CHUNK_ROWS } from './array-names.ts';
import { ArraySet } from './array-set.ts';
import { FORMAT, type TraceAttributes, VERSION } from './attributes.ts';
import { CnnFrameWriter, type CnnWriteOptions, type Watch } from './cnn-frame-writer.ts';
import type { FrameWriter } from './frame-writer.ts';
import { jsonBytes } from './json.ts';
import { readAttributes } from './read-attributes.ts';
import { cnnInfo, umapInfo } from './read-info.ts';
import type { WritableStore } from './store.ts';
import { TraceError } from './trace-error.ts';
import { UmapFrameWriter, type UmapWriteOptions } from './umap-frame-writer.ts';

export interface WriteOptions {
  /** Frames that the run will have. */
  readonly expectedFrames: number;
  /** When the run began. */
  readonly recorded?: Date | undefined;
  /** Frames after which what was written so far becomes readable; default: when a chunk of 16 is full. */
  readonly commitEvery?: number | undefined;
}

/** What both kinds of writer share: the order of frames, and the commits. */
abstract class TraceWriter<Frame extends { readonly epoch: number }> {
  private frames: number;
  private lastEpoch: number;
  private closed = false;
  /** One thing after the other, in the order asked for. */
  private queue: Promise<void> = Promise.resolve();
  private failure: Error | undefined;

  protected constructor(
    protected readonly store: WritableStore,
    protected readonly arrays: ArraySet,
    private readonly writer: FrameWriter<Frame>,
    private readonly common: object,
    private readonly options: WriteOptions,
    before: TraceAttributes | undefined,
  ) {
    this.frames = before?.frames ?? 0;
    this.lastEpoch = before?.frameInfo.at(-1)?.epoch ?? -1;
  }

  /** Frames that were appended. */
  get frameCount(): number {
    return this.frames;
  }

  /**
   * *Borrows* the frame until it resolves; frames may be handed over without waiting. Throws `out-of-order`,
   * `not-finite`, `wrong-shape`, and what the store throws; after that, nothing more can be appended.
   */
  append(frame: Frame): Promise<void> {
    return this.enqueue(async () => {
      if (this.closed) {
        throw new TraceError('out-of-order', 'This recording is finished: no frame can follow.');
      }
      if (frame.epoch <= this.lastEpoch) {
        throw new TraceError(
          'out-of-order',
          `A frame of epoch ${frame.epoch} came after one of epoch ${this.lastEpoch}.`,
          { frame: this.frames },
        );
      }
      await this.writer.put(this.frames, frame);
      this.frames += 1;
      this.lastEpoch = frame.epoch;
      const { commitEvery = CHUNK_ROWS } = this.options;
      if (this.frames === 1 || this.frames % commitEvery === 0) await this.commit();
    });
  }

  /** Makes all frames so far readable. */
  flush(): Promise<void> {
    return this.enqueue(() => this.commit());
  }

  /** Writes what is left, and that no more will come. May be called twice. */
  finish(): Promise<void> {
    return this.enqueue(async () => {
      if (this.closed) return;
      await this.arrays.finish(this.frames);
      this.closed = true;
      await this.writeAttributes();
    });
  }

  protected enqueue(work: () => Promise<void>): Promise<void> {
    const next = this.queue.then(async () => {
      if (this.failure) throw this.failure;
      try {
        await work();
      } catch (error) {
        this.failure = error instanceof Error ? error : new Error(String(error));
        throw this.failure;
      }
    });
    this.queue = next.catch(() => undefined); // whoever asked for it hears of it
    return next;
  }

  /** Chunks first: attributes never promise what is not there. */
  private async commit(): Promise<void> {
    await this.arrays.flush();
    await this.writeAttributes();
  }

  protected async writeAttributes(): Promise<void> {
    const { frames, closed } = this;
    const attributes = {
      format: FORMAT,
      version: VERSION,
      ...{ frames, expectedFrames: closed ? frames : this.options.expectedFrames, closed },
      ...this.common,
      ...this.writer.attributes,
    };
    await this.store.set('.zgroup', jsonBytes({ zarr_format: 2 }));
    await this.store.set('.zattrs', jsonBytes(attributes));
    const group = { zarr_format: 3, node_type: 'group', attributes };
    await this.store.set('zarr.json', jsonBytes(group));
  }
}

export class UmapTraceWriter extends TraceWriter<UmapFrame> {
  private readonly own: UmapFrameWriter;

  private constructor(...args: WriterParts<UmapFrameWriter>) {
    super(...args);
    this.own = args[2];
  }

  static async create(
    store: WritableStore,
    info: UmapTraceInfo,
    options: WriteOptions & UmapWriteOptions,
  ): Promise<UmapTraceWriter> {
    const arrays = new ArraySet(store, options.expectedFrames, undefined);
    const writer = await UmapFrameWriter.open(store, arrays, info, options);
    const common = commonAttributes(info, options);
    return new UmapTraceWriter(store, arrays, writer, common, options, undefined);
  }

  /** Goes on with a recording that was not finished, in the precision that it has. Throws `wrong-format`. */
  static async resume(
    store: WritableStore,
    options: Pick<WriteOptions, 'commitEvery'> = {},
  ): Promise<UmapTraceWriter> {
    const { attributes, version } = await resumable(store);
    const info = await umapInfo(store, version, attributes);
    const { frames, expectedFrames } = attributes;
    const arrays = new ArraySet(store, expectedFrames, frames);
    const all = { ...options, expectedFrames };
    if (attributes.kind !== 'umap') throw new Error('umapInfo has refused other kinds.');
    const writer = await UmapFrameWriter.open(store, arrays, info, all, attributes);
    const common = commonAttributes(info, attributes);
    return new UmapTraceWriter(store, arrays, writer, common, all, attributes);
  }

  /** Keeps what was measured of the last frame. */
  measured(quality: UmapQuality): Promise<void> {
    return this.enqueue(async () => {
      this.own.quality = quality;
      await this.writeAttributes();
    });
  }
}

export class CnnTraceWriter extends TraceWriter<CnnFrame> {
  private readonly own: CnnFrameWriter;

  private constructor(...args: WriterParts<CnnFrameWriter>) {
    super(...args);
    this.own = args[2];
  }

  static async create(
    store: WritableStore,
    info: CnnTraceInfo,
    options: WriteOptions & CnnWriteOptions,
  ): Promise<CnnTraceWriter> {
    const arrays = new ArraySet(store, options.expectedFrames, undefined);
    const writer = await CnnFrameWriter.open(store, arrays, info, options);
    const common = commonAttributes(info, options);
    return new CnnTraceWriter(store, arrays, writer, common, options, undefined);
  }

  /** Goes on with a recording that was not finished, in the precision that it has. Throws `wrong-format`. */
  static async resume(
    store: WritableStore,
    options: Pick<WriteOptions, 'commitEvery'> = {},
  ): Promise<CnnTraceWriter> {
    const { attributes, version } = await resumable(store);
    const info = await cnnInfo(store, version, attributes);
    const { frames, expectedFrames } = attributes;
    const arrays = new ArraySet(store, expectedFrames, frames);
    if (attributes.kind !== 'cnn') throw new Error('cnnInfo has refused other kinds.');
    const writer = await CnnFrameWriter.open(store, arrays, info, {}, attributes);
    const common = commonAttributes(info, attributes);
    return new CnnTraceWriter(
      store,
      arrays,
      writer,
      common,
      { ...options, expectedFrames },
      attributes,
    );
  }

  /** Tells what frames from now on are of: before the first of them. */
  watch(choice: Watch): Promise<void> {
    return this.enqueue(() => this.own.watch(choice));
  }

  /** Keeps a test on all test images. */
  tested(test: CnnTest): Promise<void> {
    return this.enqueue(async () => {
      await this.own.test(test);
      await this.writeAttributes();
    });
  }
}

type WriterParts<Writer> = [
  store: WritableStore,
  arrays: ArraySet,
  writer: Writer,
  common: object,
  options: WriteOptions,
  before: TraceAttributes | undefined,
];

function commonAttributes(
  { engine, dataset }: Pick<UmapTraceInfo | CnnTraceInfo, 'engine' | 'dataset'>,
  { recorded }: { readonly recorded?: Date | string | undefined },
) {
  const { classNames, ...identity } = dataset;
  const when = recorded instanceof Date ? recorded.toISOString() : recorded;
  return { recorded: when, engine, dataset: identity, classNames };
}

/** Throws `wrong-format` where there is nothing to go on with. */
async function resumable(store: WritableStore) {
  const read = await readAttributes(store);
  if (!read.attributes.closed && read.version === 3) return read;
  throw new TraceError(
    'wrong-format',
    read.version === 3
      ? `${store.name} is finished: there is nothing to go on with.`
      : `${store.name} was written as Zarr 2, which cannot be gone on with here.`,
  );
}
