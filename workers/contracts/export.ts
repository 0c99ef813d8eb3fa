/** What an animation can be exported as. */
export type AnimationFormat = 'gif' | 'webm' | 'mp4';

/** An animation whose pictures will follow. */
export interface AnimationPlan {
  readonly format: AnimationFormat;
  /** Of each picture, px; even, as video codecs want them. */
  readonly width: number;
  readonly height: number;
  /** Pictures a second, of those that are not held longer. */
  readonly fps: number;
  /**
   * Some of its pictures, for the palette that all of a GIF share: what is in none of them is shown in the colour
   * nearest to it. RGBA. May be empty for videos.
   */
  readonly samples: readonly Uint8ClampedArray<ArrayBuffer>[];
}

/** Positions of points, to be written as a table. */
export interface EmbeddingTable {
  /** points × components, row-major. */
  readonly embedding: Float32Array<ArrayBuffer>;
  readonly components: 2 | 3;
  /** Class index of each point. */
  readonly labels: Uint8Array<ArrayBuffer>;
  readonly classNames: readonly string[];
  readonly epoch: number;
}

/**
 * The export worker: one an export, ended when that is over or cancelled. Its caller hands over pictures one by
 * one, and no more than a few before the first is taken.
 *
 * Rejections are `ErrorData`: `no-encoder`, `bad-parameter`, `out-of-memory`, `internal`.
 */
export interface ExportApi {
  /** Rejects with `no-encoder` where the browser cannot encode the format at this size. */
  begin(plan: AnimationPlan): Promise<void>;
  /**
   * The next picture, RGBA, width × height (transfer its buffer), shown for `held` times as long as others. Resolves when
   * the next one may come.
   */
  add(pixels: Uint8ClampedArray<ArrayBuffer>, held: number): Promise<void>;
  /** The file; its buffer is transferred. */
  finish(): Promise<Uint8Array<ArrayBuffer>>;
  /** The file of an embedding. CSV: `x,y[,z],label,class`; npz: `embedding`, `labels`, `class_names`, `epoch`. */
  table(format: 'csv' | 'npz', table: EmbeddingTable): Promise<Uint8Array<ArrayBuffer>>;
}
