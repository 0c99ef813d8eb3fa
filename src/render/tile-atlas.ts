/** Many small pictures of one size. */
export interface TilesShape {
  readonly count: number;
  /** Of one, px. */
  readonly width: number;
  readonly height: number;
  /** 1 = grey, 3 = red, green, blue. */
  readonly bands: 1 | 3;
}

/**
 * Pictures of a network's insides, side by side in one image at a px a value: each rescaled so that its own lowest value is
 * black and its highest white (255 in a band of three). One that is the same everywhere is black; one that holds a value
 * that is not finite is left transparent, as no scale could be true to it.
 */
export class TileAtlas {
  readonly columns: number;
  /** *Owned*; written by `fill`. */
  readonly image: ImageData;
  /** Each tile's lowest and highest value; NaN where some value is not finite. */
  readonly low: Float32Array;
  readonly high: Float32Array;
  private readonly origins: Uint32Array;

  constructor(readonly shape: TilesShape) {
    const { count, width, height } = shape;
    // As square as can be: canvases have a greatest side.
    this.columns = Math.ceil(Math.sqrt(count));
    this.image = new ImageData(this.columns * width, Math.ceil(count / this.columns) * height);
    this.low = new Float32Array(count);
    this.high = new Float32Array(count);
    this.origins = Uint32Array.from({ length: count }, (_, tile) => {
      const { x, y } = this.origin(tile);
      return 4 * (y * this.image.width + x);
    });
  }

  /** Upper left corner of a tile in `image`, px. */
  origin(tile: number): { readonly x: number; readonly y: number } {
    const { width, height } = this.shape;
    return { x: (tile % this.columns) * width, y: Math.floor(tile / this.columns) * height };
  }

  isFinite(tile: number): boolean {
    return !Number.isNaN(this.low[tile]);
  }

  /** @param values height × width × bands × tiles, as convolutions hold their weights and outputs; *borrowed* */
  fill(values: Float32Array): void {
    const { count, width, height, bands } = this.shape;
    if (values.length !== count * width * height * bands) {
      throw new RangeError(
        `${values.length} values do not make ${count} tiles of ${height} × ${width} × ${bands}.`,
      );
    }
    this.measure(values);
    const { low, high, origins } = this;
    const { data } = this.image;
    const scales = low.map((from, tile) => {
      const range = (high[tile] ?? 0) - from;
      return range > 0 ? 255 / range : 0;
    });
    let at = 0;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const offset = 4 * (y * this.image.width + x);
        for (let band = 0; band < bands; band++) {
          for (let tile = 0; tile < count; tile++, at++) {
            const lowest = low[tile] ?? 0;
            // The array rounds and clamps; NaN comes out as 0.
            const level = ((values[at] ?? 0) - lowest) * (scales[tile] ?? 0);
            const target = (origins[tile] ?? 0) + offset;
            data[target + band] = level;
            if (bands === 1) data[target + 1] = data[target + 2] = level;
            data[target + 3] = Number.isNaN(lowest) ? 0 : 255;
          }
        }
      }
    }
  }

  /** A copy of one tile, a px a value. */
  readTile(tile: number): ImageData {
    const { width, height } = this.shape;
    const copy = new ImageData(width, height);
    for (let y = 0; y < height; y++) {
      const from = (this.origins[tile] ?? 0) + 4 * y * this.image.width;
      copy.data.set(this.image.data.subarray(from, from + 4 * width), 4 * y * width);
    }
    return copy;
  }

  private measure(values: Float32Array): void {
    const { low, high } = this;
    const { count } = this.shape;
    low.fill(Infinity);
    high.fill(-Infinity);
    for (let at = 0; at < values.length;) {
      for (let tile = 0; tile < count; tile++, at++) {
        const value = values[at] ?? 0;
        if (!Number.isFinite(value)) low[tile] = high[tile] = NaN;
        if (value < (low[tile] ?? 0)) low[tile] = value;
        if (value > (high[tile] ?? 0)) high[tile] = value;
      }
    }
  }
}

/**
 * Mean over the bands of values that are pixel × bands × tiles: what of a kernel over many maps fits
 * into one grey picture.
 */
export function meanOverBands(
  values: Float32Array,
  bands: number,
  count: number,
): Float32Array<ArrayBuffer> {
  const means = new Float32Array(values.length / bands);
  for (let at = 0, pixel = 0; at < values.length; pixel += count) {
    for (let band = 0; band < bands; band++) {
      for (let tile = 0; tile < count; tile++, at++) {
        means[pixel + tile] = (means[pixel + tile] ?? 0) + (values[at] ?? 0) / bands;
      }
    }
  }
  return means;
}
