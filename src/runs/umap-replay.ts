import type { Samples } from '../../workers/contracts/dataset.ts';
import type { TransformedUmap, UmapFrame, UmapQuality } from '../../workers/contracts/umap.ts';
import { imagesHere } from '../clients/images-here.ts';
import { pointImage } from '../trace/point-image.ts';
import type { UmapTraceInfo } from '../trace/trace.ts';
import type { TraceAttributes } from '../trace/zarr/attributes.ts';
import { type OpenOptions, openUmapTrace } from '../trace/zarr/open-trace.ts';
import { withClasses } from './class-matrix.ts';
import { Replay } from './replay.ts';
import type { UmapRunApi } from './umap-run-api.ts';

/** A recorded UMAP run, played without engine; with images where the page has them already. */
export class UmapReplay extends Replay<UmapTraceInfo, UmapFrame> implements UmapRunApi {
  quality: UmapQuality | undefined;
  readonly projection = undefined;
  readonly projecting = false;

  get overlap(): Float64Array<ArrayBuffer> | undefined {
    const classNames = this.trace?.info.dataset.classNames;
    const { overlap } = this.quality ?? {};
    // Whoever wrote the recording need not have measured it.
    return overlap?.length && classNames ? withClasses(overlap, classNames.length) : undefined;
  }

  images(points: readonly number[]): Promise<Samples> | undefined {
    const info = this.trace?.info;
    if (!info) return undefined;
    const indices = points.map((point) => pointImage(info, point));
    if (!indices.every((index) => index !== undefined)) return undefined;
    return imagesHere(info.dataset, indices)?.then((samples) => {
      // Whoever wrote the recording may have mistaken what its points are.
      const isSame = points.every((point, i) => samples.labels[i] === info.labels[point]);
      return isSame ? samples : this.refuse('is of other images than it says');
    });
  }

  measure(): Promise<UmapQuality> {
    return this.quality ? Promise.resolve(this.quality) : this.refuse('cannot be measured');
  }

  transform(): Promise<TransformedUmap> {
    return this.refuse('takes no new images');
  }

  project(): Promise<void> {
    return this.refuse('takes no new images');
  }

  cancelProjection(): void {
    // There is none.
  }

  projectedImages(): Promise<Samples> {
    return this.refuse('shows no images of its dataset');
  }

  protected open(address: string, options: OpenOptions) {
    return openUmapTrace(address, options);
  }

  protected attributesChanged(attributes: TraceAttributes): void {
    this.quality = attributes.kind === 'umap' ? attributes.quality : undefined;
    this.tell('quality');
  }
}
