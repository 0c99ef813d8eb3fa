/** Sub-pixel positions of a stamp along each axis: moving points would jitter on whole pixels. */
export const PHASES = 4;

/** Coverage masks of a disc, one for each sub-pixel phase, 0..256 a pixel (256 = full). */
export interface Stamps {
  /** Width and height of a mask, px. */
  readonly side: number;
  /** PHASES × PHASES masks of side × side, the phase in y first. */
  readonly masks: Uint16Array;
}

/** The same disc as scatter.frag.glsl draws: `diameter` device px with a soft edge of one. */
export function createStamps(diameter: number): Stamps {
  const side = Math.ceil(diameter + 1) + 1;
  const masks = new Uint16Array(PHASES * PHASES * side * side);
  let at = 0;
  for (let phaseY = 0; phaseY < PHASES; phaseY++) {
    for (let phaseX = 0; phaseX < PHASES; phaseX++) {
      const centreX = (side - 1) / 2 + (phaseX + 0.5) / PHASES;
      const centreY = (side - 1) / 2 + (phaseY + 0.5) / PHASES;
      for (let y = 0; y < side; y++) {
        for (let x = 0; x < side; x++) {
          const distance = Math.hypot(x + 0.5 - centreX, y + 0.5 - centreY);
          const coverage = Math.min(1, Math.max(0, diameter / 2 + 0.5 - distance));
          masks[at++] = Math.round(coverage * 256);
        }
      }
    }
  }
  return { side, masks };
}

/** A picture that is being painted: opaque pixels 0xFFBBGGRR, row-major. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint32Array;
}

/** A colour as one pixel, in ImageData's order on the little-endian machines that browsers run on. */
export function packPixel([r, g, b]: readonly [number, number, number]): number {
  return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
}

const RED_BLUE = 0x00ff00ff;
const GREEN = 0x0000ff00;
const OPAQUE = 0xff000000;

/**
 * Paints one disc over the raster, its centre at (x, y) in px, `alpha` 0..256. Clips at the edges.
 * Blends red and blue in one multiplication: their products stay apart in 32 bits.
 */
export function splat(
  { width, height, pixels }: Raster,
  { side, masks }: Stamps,
  x: number,
  y: number,
  colour: number,
  alpha: number,
): void {
  const shiftedX = x - (side - 1) / 2;
  const shiftedY = y - (side - 1) / 2;
  const left = Math.floor(shiftedX);
  const top = Math.floor(shiftedY);
  const phaseX = Math.floor((shiftedX - left) * PHASES);
  const phaseY = Math.floor((shiftedY - top) * PHASES);
  const mask = (phaseY * PHASES + phaseX) * side * side;
  const firstRow = Math.max(0, -top);
  const lastRow = Math.min(side, height - top);
  const firstColumn = Math.max(0, -left);
  const lastColumn = Math.min(side, width - left);
  const redBlue = colour & RED_BLUE;
  const green = colour & GREEN;
  for (let row = firstRow; row < lastRow; row++) {
    let at = (top + row) * width + left + firstColumn;
    let cell = mask + row * side + firstColumn;
    for (let column = firstColumn; column < lastColumn; column++, at++, cell++) {
      const share = ((masks[cell] ?? 0) * alpha) >> 8;
      if (share === 0) continue;
      const under = pixels[at] ?? 0;
      const rest = 256 - share;
      const rb = (Math.imul(redBlue, share) + Math.imul(under & RED_BLUE, rest)) >>> 8;
      const g = (Math.imul(green, share) + Math.imul(under & GREEN, rest)) >>> 8;
      pixels[at] = OPAQUE | (rb & RED_BLUE) | (g & GREEN);
    }
  }
}
