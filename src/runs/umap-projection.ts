import type { Progress } from '../../workers/contracts/control.ts';
import type { Samples } from '../../workers/contracts/dataset.ts';
import type { OpenDataset } from '../clients/dataset-client.ts';
import { abortedError, rebuildError, UnderhoodError } from '../clients/errors.ts';
import type { OpenDatasetFunction } from '../clients/shared-datasets.ts';
import type { UmapClient } from '../clients/umap-client.ts';
import type { UmapTraceInfo } from '../trace/trace.ts';
import { projectionTrace } from './projection-trace.ts';
import type { UmapProjection } from './umap-run-api.ts';
import { MOST_PROJECTED, type UmapSettings } from './umap-settings.ts';

/** A finished layout, and the worker that still knows it. */
export interface FinishedLayout {
  readonly umap: Pick<UmapClient, 'transform'>;
  readonly settings: UmapSettings;
  readonly info: UmapTraceInfo;
  readonly embedding: Float32Array<ArrayBuffer>;
}

/** Images of the other split in a finished layout. *Owns* the dataset that they are of. */
export class UmapProjector {
  /** The newest one; undefined until it is done, and after `close`. */
  projection: UmapProjection | undefined;
  private data: OpenDataset | undefined;
  private controller: AbortController | undefined;

  /** `changed` is called when one begins or ends. */
  constructor(
    private readonly open: OpenDatasetFunction,
    private readonly changed: () => void,
  ) {}

  get busy(): boolean {
    return this.controller !== undefined;
  }

  /** Resolves when `projection` is there, or cancelled. @throws UnderhoodError */
  async project(layout: FinishedLayout, onProgress: (progress: Progress) => void): Promise<void> {
    if (this.busy) return;
    const { umap, embedding, settings, info } = layout;
    const controller = new AbortController();
    const { signal } = controller;
    this.close();
    this.controller = controller;
    this.changed();
    let data: OpenDataset | undefined;
    try {
      const call = { signal, onProgress };
      const split = settings.split === 'train' ? 'test' : 'train';
      const { dataset, params } = settings;
      const asked = { dataset, split, limit: MOST_PROJECTED, seed: params.seed } as const;
      data = await this.open(asked, call);
      const { images, labels } = await data.samples(call);
      const { count, shape } = data.info;
      const { height, width, channels } = shape;
      const samples = {
        images,
        labels: labels.slice(),
        count,
        dimensions: height * width * channels,
      };
      const { frames, labelAgreement } = await umap.transform(samples, embedding, call);
      signal.throwIfAborted();
      const trace = await projectionTrace(info, embedding, labels, frames);
      signal.throwIfAborted();
      this.data = data;
      this.projection = { trace, dataset: data.info, labelAgreement };
    } catch (thrown) {
      data?.close();
      if (!signal.aborted) throw rebuildError(thrown);
    } finally {
      if (this.controller === controller) this.controller = undefined;
      this.changed();
    }
  }

  /** Of the images that are projected, by index. */
  async images(indices: readonly number[]): Promise<Samples> {
    if (!this.data) {
      throw new UnderhoodError({
        code: 'bad-parameter',
        message: 'No images are projected: project some before asking for them.',
      });
    }
    return this.data.images(indices);
  }

  cancel(): void {
    this.controller?.abort(abortedError());
    this.controller = undefined;
  }

  /** Forgets the projection and closes its dataset. May be called twice. */
  close(): void {
    this.data?.close();
    this.data = undefined;
    this.projection = undefined;
  }
}
