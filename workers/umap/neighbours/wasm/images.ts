import type { UmapMetric } from '../../../contracts/umap.ts';
import { WorkerError } from '../../../rpc/errors.ts';
import type { Pacer } from '../../../rpc/slices.ts';
import type { WasmContext } from '../../../wasm/runtime.ts';
import type { Vectors } from '../metric.ts';

/** As distance.kernel.ts numbers them. */
const METRICS: Readonly<Record<UmapMetric, number>> = {
  euclidean: 0,
  cosine: 1,
  manhattan: 2,
  correlation: 3,
};

/** 255² × dimensions must stay below 2³⁰ for sums of products in i32. */
export const MAX_DIMENSIONS = 16_384;

/** The images in wasm memory. */
export interface ImageRows {
  readonly address: number;
  readonly count: number;
  readonly dimensions: number;
  /** Bytes of a row: dimensions rounded up to 16, padded with zeros. */
  readonly stride: number;
  /** Number of the metric, and what its keys need of each row: f64 (sum, squared norm). */
  readonly metric: number;
  readonly moments: number;
}

/** Copies `vectors` (borrowed) into the context's memory, and behind them `more` of the same dimensions. */
export async function putImages(
  context: WasmContext,
  vectors: Vectors,
  metric: UmapMetric,
  pacer: Pacer,
  more?: Vectors,
): Promise<ImageRows> {
  const { dimensions } = vectors;
  const count = vectors.count + (more?.count ?? 0);
  if (dimensions > MAX_DIMENSIONS) {
    throw new WorkerError(
      'engine-unavailable',
      `The images have ${dimensions} values each; the wasm engine takes up to ${MAX_DIMENSIONS}. Take smaller images.`,
      { engine: 'wasm' },
    );
  }
  const { arena } = context;
  const stride = roundUp(dimensions, 16);
  const address = arena.allocate(count * stride);
  const moments = arena.allocate(16 * count);
  copyRows(arena.u8(address, vectors.count * stride), vectors, stride);
  if (more) {
    copyRows(arena.u8(address + vectors.count * stride, more.count * stride), more, stride);
  }
  const rows = { address, count, dimensions, stride, metric: METRICS[metric], moments };
  await context.parallel('measureRows', {
    total: count,
    chunk: 1024,
    args: [address, stride, dimensions, rows.metric, moments],
    pacer,
  });
  return rows;
}

function copyRows(bytes: Uint8Array, { images, count, dimensions }: Vectors, stride: number): void {
  if (stride === dimensions) {
    bytes.set(images.subarray(0, count * dimensions));
    return;
  }
  bytes.fill(0);
  for (let i = 0; i < count; i++) {
    bytes.set(images.subarray(i * dimensions, (i + 1) * dimensions), i * stride);
  }
}

export function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}

/** Scratch memory for each thread; `args` are the two arguments that kernels end with. */
export function allocateScratch(
  context: WasmContext,
  bytes: number,
): { readonly args: readonly [address: number, bytes: number] } {
  const own = roundUp(bytes, 64);
  return { args: [context.arena.allocate(own * context.threads), own] };
}
