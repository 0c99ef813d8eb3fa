/** What we use of it; the package has no types. */
declare module 'gifenc' {
  /** 3 bytes a colour. */
  export type Palette = number[][];

  export interface FrameOptions {
    readonly palette?: Palette;
    /** ms; written in hundredths of a second. */
    readonly delay?: number;
    readonly transparent?: boolean;
    readonly transparentIndex?: number;
    /** 1: what is there stays, and the next frame is drawn over it. */
    readonly dispose?: number;
  }

  export interface Encoder {
    writeFrame(index: Uint8Array, width: number, height: number, options?: FrameOptions): void;
    finish(): void;
    bytes(): Uint8Array<ArrayBuffer>;
  }

  export function GIFEncoder(options?: { readonly initialCapacity?: number }): Encoder;
  export function quantize(rgba: Uint8Array | Uint8ClampedArray, maxColors: number): Palette;
  export function applyPalette(
    rgba: Uint8Array | Uint8ClampedArray,
    palette: Palette,
  ): Uint8Array<ArrayBuffer>;
}
