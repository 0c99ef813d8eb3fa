import type { UmapFrame, UmapQuality } from '../../../workers/contracts/umap.ts';
import type { UmapTraceInfo } from '../trace.ts';
import { type Precision, previewSpec, rangeSpec } from './array-names.ts';
import type { ArraySet } from './array-set.ts';
import { PREVIEW_BITS, PREVIEW_EVERY, type UmapFrameInfo } from './attributes.ts';
import type { Before, FrameWriter } from './frame-writer.ts';
import type { GrowingArray } from './growing-array.ts';
import { checkLength, QuantisedArray } from './quantised-array.ts';
import { quantise, ranges } from './quantise.ts';
import type { WritableStore } from './store.ts';
import { writeWhole } from './write-whole.ts';

export interface UmapWriteOptions {
  /** Bits of a position, 8 to 16 (default 12), or `exact` for float32. */
  readonly embedding?: Precision | undefined;
  /** A coarse copy of every eighth frame, to show while the rest loads; default: of traces worth it. */
  readonly preview?: boolean | undefined;
}

const DEFAULT_BITS = 12;
/** Values of all frames from which on loading takes long enough for a preview to help. */
const PREVIEW_FROM = 1e6;

export class UmapFrameWriter implements FrameWriter<UmapFrame> {
  private readonly frameInfo: UmapFrameInfo[];
  quality: UmapQuality | undefined;

  private constructor(
    private readonly info: UmapTraceInfo,
    private readonly embedding: QuantisedArray,
    private readonly preview: { values: GrowingArray; range: GrowingArray } | undefined,
    before: Before<'umap'> | undefined,
  ) {
    this.frameInfo = [...(before?.frameInfo ?? [])];
    this.quality = before?.quality;
  }

  static async open(
    store: WritableStore,
    arrays: ArraySet,
    info: UmapTraceInfo,
    options: UmapWriteOptions & { readonly expectedFrames: number },
    before?: Before<'umap'>,
  ): Promise<UmapFrameWriter> {
    const { points, components } = info;
    const embedding = await QuantisedArray.open(
      arrays,
      'embedding',
      options.embedding ?? DEFAULT_BITS,
      {
        dimensions: ['frame', 'point', 'component'],
        rowShape: [points, components],
        delta: true,
      },
    );
    const worth = points * components * options.expectedFrames >= PREVIEW_FROM;
    const kept = before ? (await arrays.precision('preview')) !== undefined : undefined;
    const preview =
      (kept ?? options.preview ?? worth) ? await openPreview(arrays, info) : undefined;
    if (!before) {
      const of = { dimensions: ['point'], shape: [points] } as const;
      await writeWhole(store, { ...of, name: 'labels', dtype: 'uint8' }, info.labels);
      if (info.indices) {
        checkLength(info.indices, points, 'The list of the points’ images');
        await writeWhole(store, { ...of, name: 'indices', dtype: 'uint32' }, info.indices);
      }
    }
    return new UmapFrameWriter(info, embedding, preview, before);
  }

  async put(index: number, frame: UmapFrame): Promise<void> {
    const { points, components } = this.info;
    const what = `frame ${index} (epoch ${frame.epoch})`;
    checkLength(frame.embedding, points * components, `The embedding of ${what}`);
    await this.embedding.put(index, frame.embedding, `embedding, ${what}`);
    if (this.preview && index % PREVIEW_EVERY === 0) {
      const range = ranges(frame.embedding, components, what);
      const row = index / PREVIEW_EVERY;
      await this.preview.range.put(row, range);
      await this.preview.values.put(row, quantise(frame.embedding, range, PREVIEW_BITS));
    }
    const { epoch, epochMs, quality, engineInfo } = frame;
    this.frameInfo.push({ epoch, epochMs, quality, engineInfo });
  }

  get attributes() {
    const { params, stagesMs, recall, projectedFrom, indices } = this.info;
    const { seed, ...parameters } = params;
    return {
      kind: 'umap',
      seed,
      parameters,
      timings: stagesMs,
      recall,
      projectedFrom,
      indices: indices ? true : undefined,
      quality: this.quality && { ...this.quality, overlap: [...this.quality.overlap] },
      frameInfo: this.frameInfo,
    };
  }
}

async function openPreview(arrays: ArraySet, { points, components }: UmapTraceInfo) {
  const spec = previewSpec(points, components);
  const { array: values } = await arrays.openEvery(spec, PREVIEW_EVERY);
  const { array: range } = await arrays.openEvery(rangeSpec(spec), PREVIEW_EVERY);
  return { values, range };
}
