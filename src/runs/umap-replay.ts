import type { Samples } from '../../workers/contracts/dataset.ts';
import type { TransformedUmap, UmapFrame, UmapQuality } from '../../workers/contracts/umap.ts';
import type { UmapTraceInfo } from '../trace/trace.ts';
import type { TraceAttributes } from '../trace/zarr/attributes.ts';
import { type OpenOptions, openUmapTrace } from '../trace/zarr/open-trace.ts';
import { Replay } from './replay.ts';
import type { UmapRunApi } from './umap-run-api.ts';

/** A recorded UMAP run, played without engine and images. */
export class UmapReplay extends Replay<UmapTraceInfo, UmapFrame> implements UmapRunApi {
  quality: UmapQuality | undefined;
  readonly projection = undefined;
  readonly projecting = false;

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
    return this.images();
  }

  protected open(address: string, options: OpenOptions) {
    return openUmapTrace(address, options);
  }

  protected attributesChanged(attributes: TraceAttributes): void {
    this.quality = attributes.kind === 'umap' ? attributes.quality : undefined;
    this.tell('quality');
  }
}
