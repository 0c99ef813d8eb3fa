import type { DatasetParams } from '../../workers/contracts/dataset.ts';
import type { LongCallOptions } from '../clients/connection.ts';
import {
  isDatasetShared,
  openSharedDataset,
  type SharedDataset,
} from '../clients/shared-datasets.ts';
import { rebuildError } from '../clients/errors.ts';
import type { ErrorData } from './run.ts';

export type { SharedDataset };

/** How figures of a dataset come by it; tests put their own in. */
export interface DataAccess {
  /** Opens a dataset, or joins those who have it open. Rejects with an `ErrorData`. */
  open(params: DatasetParams, call: LongCallOptions): Promise<SharedDataset>;
  /** Whether somebody on the page has it open. */
  isShared(params: DatasetParams): boolean;
  /** Whatever was thrown, as a code and a sentence. */
  explain(thrown: unknown): ErrorData;
}

export const DATA_ACCESS: DataAccess = {
  open: openSharedDataset,
  isShared: isDatasetShared,
  explain: (thrown) => rebuildError(thrown),
};
