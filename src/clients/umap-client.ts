import type {
  PreparedUmap,
  UmapApi,
  UmapFrame,
  UmapInput,
  UmapOptions,
  UmapParams,
  TransformedUmap,
  UmapQuality,
  UmapSamples,
} from '../../workers/contracts/umap.ts';
import workerUrl from '../../workers/umap/worker.ts?worker&url';
import * as Comlink from 'comlink';
import { Connection, type LongCallOptions } from './connection.ts';

/** The UMAP worker of one run. Every rejection is an UnderhoodError. */
export class UmapClient {
  private readonly connection = new Connection<UmapApi>(workerUrl, 'umap');

  /** *Takes* `input`: its buffers are transferred. */
  prepare(
    input: UmapInput,
    params: UmapParams,
    options: UmapOptions,
    call: LongCallOptions,
  ): Promise<PreparedUmap> {
    const taken = Comlink.transfer(input, [input.images.buffer, input.labels.buffer]);
    return this.connection.longCall(
      (api, control) => api.prepare(taken, params, options, control),
      call,
    );
  }

  /** Another layout from the kept graph (contracts/umap.ts says when it can be had). */
  restart(params: UmapParams, call: LongCallOptions): Promise<PreparedUmap> {
    return this.connection.longCall((api, control) => api.restart(params, control), call);
  }

  /** The next epoch's frame, null after the last. */
  step(): Promise<UmapFrame | null> {
    return this.connection.call((api) => api.step());
  }

  /** *Borrows* `embedding` (points × components): the worker gets a copy. */
  quality(
    embedding: Float32Array<ArrayBuffer>,
    sample: number,
    call: LongCallOptions,
  ): Promise<UmapQuality> {
    return this.connection.longCall(
      (api, control) => api.quality(embedding, sample, control),
      call,
    );
  }

  /**
   * *Takes* `samples`: their buffers are transferred. *Borrows* `embedding` (points × components). `params`: of that layout,
   * where another one of the same graph was begun since.
   */
  transform(
    samples: UmapSamples,
    embedding: Float32Array<ArrayBuffer>,
    call: LongCallOptions,
    params?: UmapParams,
  ): Promise<TransformedUmap> {
    const buffers = samples.labels
      ? [samples.images.buffer, samples.labels.buffer]
      : [samples.images.buffer];
    const taken = Comlink.transfer(samples, buffers);
    return this.connection.longCall(
      (api, control) => api.transform(taken, embedding, control, params),
      call,
    );
  }

  /** Ends the worker and with it all that it holds. May be called twice. */
  dispose(): void {
    this.connection.terminate();
  }
}
