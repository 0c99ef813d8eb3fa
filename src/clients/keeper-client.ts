import type { CnnFrame, CnnTest } from '../../workers/contracts/cnn.ts';
import type { KeeperApi, KeepOrder, KeptChoice } from '../../workers/contracts/keeper.ts';
import type { UmapFrame, UmapQuality } from '../../workers/contracts/umap.ts';
import workerUrl from '../../workers/keeper/worker.ts?worker&url';
import { Connection } from './connection.ts';

/**
 * The keeper's worker of one run. *Borrows* all that it is given: the worker gets a copy. Every rejection is an
 * UnderhoodError; after `dispose` with the code `aborted`.
 */
export class KeeperClient {
  private readonly connection = new Connection<KeeperApi>(workerUrl, 'keeper');

  begin(order: KeepOrder): Promise<number> {
    return this.connection.call((api) => api.begin(order));
  }

  append(frame: UmapFrame | CnnFrame, choice: KeptChoice | undefined): Promise<void> {
    return this.connection.call((api) => api.append(frame, choice));
  }

  finish(): Promise<void> {
    return this.connection.call((api) => api.finish());
  }

  measured(quality: UmapQuality): Promise<void> {
    return this.connection.call((api) => api.measured(quality));
  }

  tested(test: CnnTest): Promise<void> {
    return this.connection.call((api) => api.tested(test));
  }

  /** Ends the worker and with it its lock. May be called twice. */
  dispose(): void {
    this.connection.terminate();
  }
}
