import * as Comlink from 'comlink';
import type { AnimationPlan, EmbeddingTable, ExportApi } from '../../workers/contracts/export.ts';
import workerUrl from '../../workers/export/worker.ts?worker&url';
import { Connection } from './connection.ts';

/** The export worker of one file. Every rejection is an UnderhoodError; after `dispose` with the code `aborted`. */
export class ExportClient {
  private readonly connection = new Connection<ExportApi>(workerUrl, 'export');

  /** *Takes* the samples: their buffers are transferred. */
  begin(plan: AnimationPlan): Promise<void> {
    const buffers = plan.samples.map(({ buffer }) => buffer);
    return this.connection.call((api) => api.begin(Comlink.transfer(plan, buffers)));
  }

  /** *Takes* the picture (RGBA). Resolves when the encoder has room for the next. */
  add(pixels: Uint8ClampedArray<ArrayBuffer>, held: number): Promise<void> {
    const taken = Comlink.transfer(pixels, [pixels.buffer]);
    return this.connection.call((api) => api.add(taken, held));
  }

  /** The file. */
  finish(): Promise<Uint8Array<ArrayBuffer>> {
    return this.connection.call((api) => api.finish());
  }

  /** *Borrows* the table: the worker gets a copy. */
  table(format: 'csv' | 'npz', table: EmbeddingTable): Promise<Uint8Array<ArrayBuffer>> {
    return this.connection.call((api) => api.table(format, table));
  }

  /** Ends the worker and with it what it was at; calls in flight reject. May be called twice. */
  dispose(): void {
    this.connection.terminate();
  }
}
