import type { UmapMetric } from '../../../contracts/umap.ts';
import type { Random } from '../../../random.ts';
import type { Pacer } from '../../../rpc/slices.ts';
import type { Arena } from '../../../wasm/arena.ts';
import type { WasmContext } from '../../../wasm/runtime.ts';
import { allocateScratch, type ImageRows } from './images.ts';

/**
 * Dimensions of the projection, two cache lines in i8. Candidate recall at 48 on Fashion-MNIST: 0.966 with
 * 48, 0.981 with 64, 0.988 with 96, 0.996 with 128.
 */
const SIZE = 128;
/** Images that the subspace is fitted to; twice as many gain 0.001 of candidate recall. */
const SAMPLE = 2048;
/** Applications of Zᵀ Z; one costs 0.002 of candidate recall, four gain nothing. */
const ITERATIONS = 3;
/** Rows orthonormalised in one call, so that a call stays short. */
const ORTHO_ROWS = 16;
/** Largest i16, and steps that an i8 keeps on either side. */
const I16 = 32767;
const I8 = 127;
/** Keeps a division by the largest of nothing but zeros finite. */
const TINY = 1e-30;

/** Projected rows: `values` i8 count × size, `norms` i32 (project.kernel.ts). */
export interface ProjectedRows {
  readonly values: number;
  readonly norms: number;
  readonly size: number;
  readonly count: number;
}

/**
 * Projects all rows on the subspace in which the first `among` have most of their variance (pca.kernel.ts,
 * project.kernel.ts).
 */
export async function projectImages(
  context: WasmContext,
  images: ImageRows,
  metric: UmapMetric,
  random: Random,
  pacer: Pacer,
  onProgress: (share: number) => void,
  among = images.count,
): Promise<ProjectedRows> {
  const { arena } = context;
  const { address, count, stride } = images;
  const size = Math.min(SIZE, stride);
  const values = arena.allocate(count * size);
  const norms = arena.allocate(4 * count);
  const mark = arena.mark();

  const affine = putAffine(context, images, metric);
  const fit = await fitSubspace(
    context,
    { ...images, count: among },
    affine,
    size,
    random,
    pacer,
    (share) => {
      onProgress(share / 2);
    },
  );
  const scratch = allocateScratch(context, 2 * stride);
  await context.parallel('projectRows', {
    total: count,
    chunk: 256,
    args: [address, stride, affine, fit.basis, size, fit.basisScale, fit.rows]
      .concat([fit.mean, fit.meanScale, fit.meanSum, fit.meanSquare])
      .concat([fit.quantum, values, norms])
      .concat(scratch.args),
    pacer,
    onProgress: (done) => {
      onProgress(0.5 + done / count / 2);
    },
  });
  arena.release(mark);
  return { values, norms, size, count };
}

/** (centre, factor) of each row, f32: what makes Euclidean neighbours of the metric's (project.kernel.ts). */
function putAffine(
  { arena }: WasmContext,
  { count, dimensions, moments }: ImageRows,
  metric: UmapMetric,
): number {
  const address = arena.allocate(8 * count);
  const affine = arena.f32(address, 2 * count);
  const known = arena.f64(moments, 2 * count);
  for (let i = 0; i < count; i++) {
    const sum = known[2 * i] ?? 0;
    const norm = Math.sqrt(known[2 * i + 1] ?? 0);
    let factor = 1;
    if (metric === 'cosine') factor = norm > 0 ? 1 / norm : 0;
    // This norm is √dimensions times the centred row's.
    if (metric === 'correlation') factor = norm > 0 ? Math.sqrt(dimensions) / norm : 0;
    affine[2 * i] = metric === 'correlation' ? sum / dimensions : 0;
    affine[2 * i + 1] = factor;
  }
  return address;
}

interface Subspace {
  readonly basis: number;
  readonly basisScale: number;
  readonly rows: number;
  readonly mean: number;
  readonly meanScale: number;
  readonly meanSum: number;
  readonly meanSquare: number;
  readonly quantum: number;
}

async function fitSubspace(
  context: WasmContext,
  images: ImageRows,
  affine: number,
  size: number,
  random: Random,
  pacer: Pacer,
  onProgress: (share: number) => void,
): Promise<Subspace> {
  const { arena } = context;
  const { address, count, dimensions, stride } = images;
  const sampleCount = Math.min(SAMPLE, count);
  const basis16 = arena.allocate(2 * size * stride);
  const rows = arena.allocate(16 * size);
  const mean16 = arena.allocate(2 * stride);
  const mark = arena.mark();

  const chosen = Int32Array.from({ length: sampleCount }, () => random.integer(count));
  const chosenAddress = arena.put(chosen);
  const sample = arena.allocate(4 * sampleCount * stride);
  await context.parallel('gatherSample', {
    total: sampleCount,
    chunk: 64,
    args: [address, stride, dimensions, affine, chosenAddress, sample],
    pacer,
  });
  const mean = arena.allocate(4 * stride);
  context.call('centreSample', sample, sampleCount, stride, mean);

  const basis = arena.allocate(4 * size * stride);
  const products = arena.allocate(4 * sampleCount * size);
  const start = arena.f32(basis, size * stride);
  for (let i = 0; i < start.length; i++) start[i] = i % stride < dimensions ? random.normal() : 0;
  const multiply = () =>
    context.parallel('sampleTimesBasis', {
      total: sampleCount,
      chunk: 16,
      args: [sample, stride, basis, size, products],
      pacer,
    });
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    await multiply();
    await context.parallel('productsTimesSample', {
      total: stride / 8,
      chunk: 1,
      args: [sample, sampleCount, stride, products, size, basis],
      pacer,
    });
    for (let row = 0; row < size; row += ORTHO_ROWS) {
      context.call('orthonormalise', basis, row, Math.min(row + ORTHO_ROWS, size), stride);
      if (pacer.due()) await pacer.pause();
    }
    onProgress((iteration + 1) / ITERATIONS);
  }
  await multiply();

  const largest = largestMagnitude(arena.f32(products, sampleCount * size));
  const fit = quantise(arena, { basis, mean, size, stride, basis16, mean16, rows });
  arena.release(mark);
  return {
    basis: basis16,
    rows,
    mean: mean16,
    ...fit,
    quantum: largest > 0 ? I8 / largest : 1,
  };
}

interface Quantised {
  readonly basis: number;
  readonly mean: number;
  readonly size: number;
  readonly stride: number;
  readonly basis16: number;
  readonly mean16: number;
  readonly rows: number;
}

/** Basis and mean as i16, and the sums that projectRows wants. */
function quantise(
  arena: Arena,
  { basis, mean, size, stride, basis16, mean16, rows }: Quantised,
): Pick<Subspace, 'basisScale' | 'meanScale' | 'meanSum' | 'meanSquare'> {
  const directions = arena.f32(basis, size * stride);
  const centre = arena.f32(mean, stride);
  // Sums of products with bytes must stay below 2³¹. All of a row: Σ|b| ≤ √stride for a unit vector.
  const basisScale = Math.min(
    I16 / Math.max(largestMagnitude(directions), TINY),
    2 ** 30 / (255 * Math.sqrt(stride)),
  );
  // A lane of the mean's, a quarter of the terms.
  const largestMean = Math.max(largestMagnitude(centre), TINY);
  const meanScale = Math.min(I16 / largestMean, 2 ** 32 / (255 * stride * largestMean));
  const basisOut = arena.i16(basis16, size * stride);
  for (let i = 0; i < basisOut.length; i++) {
    basisOut[i] = Math.round((directions[i] ?? 0) * basisScale);
  }
  const meanOut = arena.i16(mean16, stride);
  let meanSum = 0;
  let meanSquare = 0;
  for (let d = 0; d < stride; d++) {
    const value = centre[d] ?? 0;
    meanOut[d] = Math.round(value * meanScale);
    meanSum += value;
    meanSquare += value * value;
  }
  const rowsOut = arena.f64(rows, 2 * size);
  for (let j = 0; j < size; j++) {
    let sum = 0;
    let along = 0;
    for (let d = 0; d < stride; d++) {
      const value = directions[j * stride + d] ?? 0;
      sum += value;
      along += value * (centre[d] ?? 0);
    }
    rowsOut[2 * j] = sum;
    rowsOut[2 * j + 1] = along;
  }
  return { basisScale, meanScale, meanSum, meanSquare };
}

function largestMagnitude(values: Float32Array): number {
  let largest = 0;
  for (const value of values) largest = Math.max(largest, Math.abs(value));
  return largest;
}
