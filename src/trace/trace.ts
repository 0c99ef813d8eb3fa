import type { DatasetInfo } from '../../workers/contracts/dataset.ts';
import type { EngineInfo } from '../../workers/contracts/engine.ts';
import type { UmapFrame, UmapParams, UmapStages } from '../../workers/contracts/umap.ts';

/** What a UMAP trace is a trace of. Fixed from the first frame on. */
export interface UmapTraceInfo {
  readonly kind: 'umap';
  readonly params: UmapParams;
  readonly engine: EngineInfo;
  readonly dataset: DatasetInfo;
  /** Class index of each point. */
  readonly labels: Uint8Array<ArrayBuffer>;
  readonly points: number;
  /**
   * Index of each point's image in the dataset's split: of a sample. Without it point i is image i, where there are as many
   * points as images; of other points nobody knows.
   */
  readonly indices?: Uint32Array<ArrayBuffer>;
  readonly components: 2 | 3;
  readonly stagesMs: UmapStages;
  /** Share of the exact nearest neighbours that the search found, estimated on a few points. */
  readonly recall?: number;
  /** In a trace of new images that settle in a finished layout: the first point that is one of theirs. */
  readonly projectedFrom?: number;
}

/**
 * An append-only list of immutable frames. Everything drawn is a function of (trace, playhead):
 * a run that is live is a trace that still grows.
 *
 * Events: `append` (one more frame), `close` (no more will come).
 */
export interface Trace<Info, Frame> extends EventTarget {
  readonly info: Info;
  readonly frames: readonly Frame[];
  /** Frames that the finished trace will have, as far as is known. */
  readonly expectedFrames: number;
  /** True when no more frames will come: the run is done, cancelled or failed. */
  readonly closed: boolean;
}

export type UmapTrace = Trace<UmapTraceInfo, UmapFrame>;

/** Writes a trace. The run that records holds the recorder; everyone else sees the `Trace`. */
export class Recorder<Info, Frame> extends EventTarget implements Trace<Info, Frame> {
  private readonly recorded: Frame[] = [];
  private isClosed = false;

  constructor(
    readonly info: Info,
    readonly expectedFrames: number,
  ) {
    super();
  }

  get frames(): readonly Frame[] {
    return this.recorded;
  }

  get closed(): boolean {
    return this.isClosed;
  }

  /** *Takes* the frame: it is never changed afterwards. */
  append(frame: Frame): void {
    if (this.isClosed) throw new Error('This trace is closed: no frame can follow.');
    this.recorded.push(frame);
    this.dispatchEvent(new Event('append'));
  }

  /** May be called twice. */
  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.dispatchEvent(new Event('close'));
  }
}
