/** Turns pictures into a file. Pictures are RGBA, all of one size. */
export interface AnimationEncoder {
  /** *Takes* the next picture, shown for `held` times as long as others. Resolves when the next one may come. */
  add(pixels: Uint8ClampedArray<ArrayBuffer>, held: number): Promise<void>;
  /** *Returns* the file. Nothing can follow. */
  finish(): Promise<Uint8Array<ArrayBuffer>>;
}
