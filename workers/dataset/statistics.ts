import type { DatasetInfo, DatasetStatistics, Samples } from '../contracts/dataset.ts';
import { bytesPerImage } from './decoders/raster.ts';

/**
 * Class counts, mean images and their Pearson correlation. Borrows `samples`. The average of a class
 * without images is zero everywhere; its correlations are NaN, as for any constant image.
 */
export function computeStatistics(
  { images, labels }: Samples,
  { classNames, shape }: Pick<DatasetInfo, 'classNames' | 'shape'>,
): DatasetStatistics {
  const classes = classNames.length;
  const size = bytesPerImage(shape);
  const classCounts = new Uint32Array(classes);
  // Float64: sums of 60,000 bytes are exact in it, and the correlation is good to 1e-12.
  const averages = new Float64Array(classes * size);
  labels.forEach((label, image) => {
    classCounts[label] = (classCounts[label] ?? 0) + 1;
    const from = image * size;
    const to = label * size;
    for (let p = 0; p < size; p++) {
      averages[to + p] = (averages[to + p] ?? 0) + (images[from + p] ?? 0);
    }
  });
  for (let label = 0; label < classes; label++) {
    const scale = 1 / (255 * Math.max(1, classCounts[label] ?? 0));
    for (let i = label * size; i < (label + 1) * size; i++)
      averages[i] = (averages[i] ?? 0) * scale;
  }
  return {
    classCounts,
    classAverages: Float32Array.from(averages),
    correlation: correlateRows(averages, classes, size),
  };
}

/** Pearson correlation of the rows of `matrix` (rows × columns, row-major): rows × rows. */
export function correlateRows(
  matrix: Float64Array,
  rows: number,
  columns: number,
): Float64Array<ArrayBuffer> {
  const units = matrix.slice();
  for (let r = 0; r < rows; r++) {
    const row = units.subarray(r * columns, (r + 1) * columns);
    const mean = row.reduce((sum, x) => sum + x, 0) / columns;
    const norm = Math.sqrt(row.reduce((sum, x) => sum + (x - mean) ** 2, 0));
    row.forEach((x, i) => {
      row[i] = (x - mean) / norm;
    });
  }
  const correlation = new Float64Array(rows * rows);
  for (let a = 0; a < rows; a++) {
    for (let b = a; b < rows; b++) {
      let dot = 0;
      for (let i = 0; i < columns; i++) {
        dot += (units[a * columns + i] ?? 0) * (units[b * columns + i] ?? 0);
      }
      // Exactly 1 on the diagonal, whatever rounding says; NaN stays for constant rows.
      const value = a === b && !Number.isNaN(dot) ? 1 : Math.min(1, Math.max(-1, dot));
      correlation[a * rows + b] = value;
      correlation[b * rows + a] = value;
    }
  }
  return correlation;
}
