import type { UmapFrame } from '../../../workers/contracts/umap.ts';
import type { UmapTraceInfo } from '../trace.ts';
import { findArray, type ZarrVersion } from './array-reader.ts';
import { PREVIEW_EVERY, type UmapAttributes } from './attributes.ts';
import { QuantisedReader } from './quantised-reader.ts';
import { checkShape } from './read-info.ts';
import type { ReadableStore, ReadOptions } from './store.ts';

/** Reads the frames of a UMAP trace. */
export class UmapFrameReader {
  private constructor(
    private readonly embedding: QuantisedReader,
    private readonly preview: QuantisedReader | undefined,
  ) {}

  /** Throws `wrong-format`, `wrong-shape`. */
  static async open(
    store: ReadableStore,
    version: ZarrVersion,
    { points, components }: UmapTraceInfo,
    options: ReadOptions = {},
  ): Promise<UmapFrameReader> {
    const embedding = await QuantisedReader.open(store, 'embedding', version, options);
    const hasPreview = await findArray(store, 'preview', version, options);
    if (!hasPreview) return new UmapFrameReader(embedding, undefined);
    const { shape } = hasPreview;
    checkShape(shape.length === 3 && shape[1] === points && shape[2] === components, {
      ...{ name: 'preview', of: store.name, shape },
      expected: `[frame / ${PREVIEW_EVERY}, ${points}, ${components}]`,
    });
    return new UmapFrameReader(
      embedding,
      await QuantisedReader.open(store, 'preview', version, options),
    );
  }

  /** Frames that come in one file. */
  get framesPerChunk(): number {
    return this.embedding.values.chunks[0] ?? 1;
  }

  /**
   * Every eighth frame of the first `frames`, coarsely, in the place of all up to the next; undefined where the trace has
   * no preview.
   */
  async previews(
    attributes: UmapAttributes,
    options: ReadOptions = {},
  ): Promise<UmapFrame[] | undefined> {
    if (!this.preview) return undefined;
    const { frames } = attributes;
    const rows = await this.preview.rows(0, Math.ceil(frames / PREVIEW_EVERY), options);
    return Array.from({ length: frames }, (_, i) => {
      const embedding = rows[Math.floor(i / PREVIEW_EVERY)];
      if (!embedding) throw new Error('There is a preview for every eight frames.');
      return frameOf(attributes, i, embedding);
    });
  }

  async frames(
    attributes: UmapAttributes,
    first: number,
    end: number,
    options: ReadOptions = {},
  ): Promise<UmapFrame[]> {
    const rows = await this.embedding.rows(first, end, options);
    return rows.map((embedding, i) => frameOf(attributes, first + i, embedding));
  }
}

function frameOf(
  { frameInfo }: UmapAttributes,
  index: number,
  embedding: Float32Array<ArrayBuffer>,
): UmapFrame {
  const info = frameInfo[index];
  return {
    epoch: info?.epoch ?? index,
    embedding,
    epochMs: info?.epochMs ?? 0,
    ...(info?.quality ? { quality: info.quality } : {}),
    ...(info?.engineInfo ? { engineInfo: info.engineInfo } : {}),
  };
}
