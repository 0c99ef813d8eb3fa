import type { CnnFrame, CnnParams, LayerSummary } from '../../workers/contracts/cnn.ts';
import type { DatasetInfo } from '../../workers/contracts/dataset.ts';
import type { EngineInfo } from '../../workers/contracts/engine.ts';
import type { Trace } from './trace.ts';

/** What a CNN trace is a trace of. Fixed from the first frame on. */
export interface CnnTraceInfo {
  readonly kind: 'cnn';
  readonly params: CnnParams;
  readonly engine: EngineInfo;
  /** Of the training images. */
  readonly dataset: DatasetInfo;
  readonly layers: readonly LayerSummary[];
  /** Steps of each epoch as planned. */
  readonly steps: Uint32Array<ArrayBuffer>;
  readonly trainCount: number;
  readonly validationCount: number;
  /** Test images whose probabilities frames hold, in sets of six; their labels and pixels beside them. */
  readonly sampled: Uint32Array<ArrayBuffer>;
  readonly sampledLabels: Uint8Array<ArrayBuffer>;
  /** images × height × width × channels, bytes. */
  readonly sampledImages: Uint8Array<ArrayBuffer>;
}

export type CnnTrace = Trace<CnnTraceInfo, CnnFrame>;
