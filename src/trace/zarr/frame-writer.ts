import type { TraceAttributes } from './attributes.ts';

/** Writes the frames of one kind of trace into its arrays. */
export interface FrameWriter<Frame> {
  /** *Borrows* the frame. Throws `not-finite`, `wrong-shape`. */
  put(index: number, frame: Frame): Promise<void>;
  /** What the root's attributes say now, but for what all kinds have. */
  readonly attributes: object;
}

/** Attributes of a trace that is resumed, for going on from them. */
export type Before<Kind extends TraceAttributes['kind']> = Extract<
  TraceAttributes,
  { readonly kind: Kind }
>;
