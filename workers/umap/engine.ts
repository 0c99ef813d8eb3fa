import type { EngineInfo } from '../contracts/engine.ts';
import type { UmapInput, UmapParams, UmapStages } from '../contracts/umap.ts';
import type { Random } from '../random.ts';
import type { Control } from '../rpc/control.ts';
import type { Neighbours } from './neighbours/neighbour-lists.ts';

/** What an engine has when its first frame is there. */
export interface PreparedLayout {
  readonly stagesMs: UmapStages;
  /** The parameters as used. */
  readonly params: UmapParams;
  /** Sentences about parameters that it could not follow; empty if it follows all. */
  readonly remarks: readonly string[];
  /** Owned by the engine, kept for measuring recall until `dispose`. */
  readonly neighbours: Neighbours;
  /** The initial layout, points × components, row-major. The caller's: the engine keeps no reference. */
  readonly embedding: Float32Array<ArrayBuffer>;
}

/**
 * A UMAP engine: `prepare` once, then `step` until it returns null, then `dispose`. One engine, one
 * run. It owns all its memory.
 */
export interface UmapEngine {
  readonly info: Omit<EngineInfo, 'reason'>;
  /** Why `info` is not what it was after `prepare`: a sentence, set when it changes between two epochs. */
  readonly change?: string | undefined;
  /**
   * Finds neighbours, builds the graph and the initial layout. *Borrows* `input` until it settles.
   * Computes in slices; progress stages as in UmapApi.
   *
   * @throws the signal's reason on abort; `engine-unavailable`, `device-lost` where the next rung of
   * the ladder may be tried
   */
  prepare(
    input: UmapInput,
    params: UmapParams,
    random: Random,
    control: Control,
  ): Promise<PreparedLayout>;
  /**
   * Another layout of the same input, from the neighbours and the graph that `prepare` made: `params` differ
   * at most in what only touches the layout (all but `UmapGraphParam`s). The same frames as after a `prepare`
   * with these parameters, bit by bit. Not to be called while a step runs. Engines that keep no
   * graph lack it.
   *
   * @throws as `prepare`; after that, it may be called again, but not `step`
   */
  restart?(params: UmapParams, random: Random, control: Control): Promise<PreparedLayout>;
  /** One epoch. The array returned is the caller's. Null when all epochs are done. */
  step(): Promise<Float32Array<ArrayBuffer> | null>;
  /** Frees everything. May be called twice, and at any time. */
  dispose(): void;
}
