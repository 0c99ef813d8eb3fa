import type { UmapFrame } from '../../../workers/contracts/umap.ts';
import type { UmapTraceInfo } from '../trace.ts';
import type { ZarrVersion } from './array-reader.ts';
import { PREVIEW_EVERY, type UmapAttributes } from './attributes.ts';
import type { Row } from './lazy-row.ts';
import { QuantisedReader } from './quantised-reader.ts';
import { checkShape } from './read-info.ts';
import type { ReadableStore, ReadOptions } from './store.ts';

/** Reads the frames of a UMAP trace. */
export class UmapFrameReader {
  private constructor(
    private readonly name: string,
    private readonly embedding: QuantisedReader,
    private readonly preview: QuantisedReader | undefined,
  ) {}

  /** Throws `wrong-format`, `wrong-shape`. */
  static async open(
    store: ReadableStore,
    version: ZarrVersion,
    options: ReadOptions = {},
  ): Promise<UmapFrameReader> {
    const [embedding, preview] = await Promise.all([
      QuantisedReader.open(store, 'embedding', version, options),
      QuantisedReader.find(store, 'preview', version, options),
    ]);
    return new UmapFrameReader(store.name, embedding, preview);
  }

  /** Throws `wrong-shape` where the previews are not of the trace's points. */
  checkPreviews({ points, components }: UmapTraceInfo): void {
    if (!this.preview) return;
    const { shape } = this.preview.values;
    checkShape(shape.length === 3 && shape[1] === points && shape[2] === components, {
      ...{ name: 'preview', of: this.name, shape },
      expected: `[frame / ${PREVIEW_EVERY}, ${points}, ${components}]`,
    });
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
    const rows = await this.preview.lazyRows(0, Math.ceil(frames / PREVIEW_EVERY), options);
    return Array.from({ length: frames }, (_, i) => {
      const row = rows[Math.floor(i / PREVIEW_EVERY)];
      if (!row) throw new Error('There is a preview for every eight frames.');
      return frameOf(attributes, i, row);
    });
  }

  async frames(
    attributes: UmapAttributes,
    first: number,
    end: number,
    options: ReadOptions = {},
  ): Promise<UmapFrame[]> {
    const rows = await this.embedding.lazyRows(first, end, options);
    return rows.map((row, i) => frameOf(attributes, first + i, row));
  }
}

function frameOf({ frameInfo }: UmapAttributes, index: number, row: Row): UmapFrame {
  const info = frameInfo[index];
  return {
    epoch: info?.epoch ?? index,
    get embedding() {
      return row.values;
    },
    epochMs: info?.epochMs ?? 0,
    ...(info?.quality ? { quality: info.quality } : {}),
    ...(info?.engineInfo ? { engineInfo: info.engineInfo } : {}),
  };
}
