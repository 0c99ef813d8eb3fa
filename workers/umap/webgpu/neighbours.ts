/* eslint-disable @typescript-eslint/no-non-null-assertion -- indices stay within count points and their slots */
import type { UmapMetric } from '../../contracts/umap.ts';
import { Readback } from '../../gpu/buffers.ts';
import type { Gpu } from '../../gpu/device.ts';
import { compilePipelines, type ComputeShader, UNIFORM_STRIDE } from '../../gpu/pipelines.ts';
import type { Control } from '../../rpc/control.ts';
import { WorkerError } from '../../rpc/errors.ts';
import { keyToDistance, type Vectors } from '../neighbours/metric.ts';
import type { Neighbours } from '../neighbours/neighbour-lists.ts';
import packed from './dot-packed.wgsl?raw';
import plain from './dot-plain.wgsl?raw';
import shader from './neighbours.wgsl?raw';
import { packedShape, packPoints, type PackedShape } from './pack-points.ts';

/** Sums of products of bytes stay below 2^31. */
const MOST_DIMENSIONS = 16_384;
/** Keys that are computed before they are merged: 64 MiB, half of what any device binds. */
const MOST_KEYS = 2 ** 24;
/** Queries that are merged at once: threads enough for any device. */
const MOST_QUERIES = 16_384;
/** Columns that a block should have, so that merging begins with a limit in hand. */
const COLUMNS = 512;
const QUERY_TILE = 64;
const COLUMN_TILE = 32;
/** Blocks in a submission: what the uniform buffer holds. */
const MOST_BLOCKS = 64;

/** Time that a submission should take, ms: an abort acts after one, and no device is lost to it. */
const SUBMISSION = 75;
/** Pairs in the first submission: 30 ms on a software adapter. */
const FIRST_PAIRS = 2 ** 14;
/** Most that one submission may be larger than the one before. */
const GROWTH = 4;

const METRICS: Record<UmapMetric, string> = {
  euclidean: 'EUCLIDEAN',
  cosine: 'COSINE',
  correlation: 'CORRELATION',
  manhattan: 'MANHATTAN',
};

export interface GpuNeighboursOptions {
  /** Columns of the result, the point itself included. At least 2, at most the points. */
  readonly k: number;
  readonly metric: UmapMetric;
  /** False: products of bytes without the language's instruction. Default: where it is there. */
  readonly packedProducts?: boolean;
}

interface Block {
  readonly firstQuery: number;
  readonly queries: number;
  readonly firstColumn: number;
  readonly columns: number;
}

/** Bytes on the device, for `count` points: in all, and of the largest buffer. */
export function neighboursMemory(
  vectors: Omit<Vectors, 'images'>,
  k: number,
): { readonly bytes: number; readonly largestBuffer: number } {
  const { stride, bytes } = packedShape(vectors);
  const keys = 4 * keyCapacity(stride);
  const list = 4 * vectors.count * (k - 1);
  return {
    bytes: bytes + 16 * stride + keys + 4 * list,
    largestBuffer: Math.max(bytes, keys, list),
  };
}

/**
 * The exact k nearest neighbours of every point, itself first: all count² distances, in blocks
 * (neighbours.wgsl) whose size follows the time that the last ones took. Of equal distances the smaller index
 * comes first. *Borrows* `vectors`. Progress: `neighbours`, points.
 *
 * Memory on the device, freed at the end: count × (dimensions + 16 + 16 × (k − 1)) bytes and up to 64 MiB
 * of keys: 129 MB for 60,000 × 784 at k = 15. Limits: 16,384 dimensions.
 *
 * @throws WorkerError `out-of-memory`, `device-lost`, `engine-unavailable`; the signal's reason
 */
export async function findNeighboursGpu(
  gpu: Gpu,
  vectors: Vectors,
  options: GpuNeighboursOptions,
  { signal, report }: Control,
): Promise<Neighbours> {
  const { count, dimensions } = vectors;
  const { k, metric } = options;
  if (dimensions > MOST_DIMENSIONS) {
    throw new WorkerError(
      'engine-unavailable',
      `webgpu takes images of at most ${MOST_DIMENSIONS} numbers; these have ${dimensions}`,
      { engine: 'webgpu' },
    );
  }
  const shape = packedShape(vectors);
  const slots = k - 1;
  report({ stage: 'neighbours', done: 0, total: count, unit: 'points' });
  const shaderOf = await compile(gpu, options);
  signal.throwIfAborted();
  const buffers = await allocate(gpu, shape, count * slots);
  try {
    upload(gpu, vectors, shape, buffers.points);
    const bindings = [
      buffers.blocks,
      buffers.points,
      buffers.moments,
      buffers.keys,
      buffers.listKeys,
      buffers.listIds,
    ];
    const group = gpu.device.createBindGroup({
      layout: shaderOf.layout,
      entries: bindings.map((buffer, binding) => ({
        binding,
        resource: binding === 0 ? { buffer, size: UNIFORM_STRIDE } : { buffer },
      })),
    });
    const plan = planBlocks(count);
    let pairs = FIRST_PAIRS;
    let donePairs = 0;
    for (let first = true; ; first = false) {
      const blocks = plan(pairs);
      if (blocks.length === 0) break;
      const start = performance.now();
      submit(
        gpu,
        shaderOf,
        group,
        buffers.blocks,
        blocks,
        { ...shape, count, dimensions, slots },
        first,
      );
      await gpu.idle();
      signal.throwIfAborted();
      const took = Math.max(performance.now() - start, 0.1);
      const size = blocks.reduce((sum, { queries, columns }) => sum + queries * columns, 0);
      pairs = size * Math.min(GROWTH, Math.max(1 / GROWTH, SUBMISSION / took));
      donePairs += size;
      const done = Math.min(count - 1, Math.floor((count * donePairs) / shape.stride ** 2));
      report({ stage: 'neighbours', done, total: count, unit: 'points' });
    }
    // Keys and points are not needed any more, and the lists' copies can take their place.
    for (const buffer of [buffers.points, buffers.keys]) gpu.buffers.destroy(buffer);
    const found = await readLists(gpu, buffers.listKeys, buffers.listIds, count, k, metric);
    report({ stage: 'neighbours', done: count, total: count, unit: 'points' });
    return found;
  } finally {
    for (const buffer of Object.values(buffers)) gpu.buffers.destroy(buffer);
  }
}

function keyCapacity(stride: number): number {
  return Math.min(MOST_KEYS, stride * stride);
}

function compile(
  gpu: Gpu,
  { metric, packedProducts }: GpuNeighboursOptions,
): Promise<ComputeShader> {
  const usePacked = packedProducts ?? gpu.hasPackedProducts;
  return compilePipelines(gpu, {
    label: 'neighbours.wgsl',
    code: `${usePacked ? packed : plain}\nconst METRIC = ${METRICS[metric]};\n${shader}`,
    bindings: ['uniform', 'read', 'write', 'write', 'write', 'write'],
    entryPoints: ['measure', 'distances', 'merge'],
  });
}

function allocate(gpu: Gpu, { stride, bytes }: PackedShape, entries: number) {
  const usage = GPUBufferUsage.STORAGE;
  return gpu.buffers.allocate({
    blocks: {
      bytes: MOST_BLOCKS * UNIFORM_STRIDE,
      usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST,
    },
    points: { bytes, usage: usage | GPUBufferUsage.COPY_DST },
    moments: { bytes: 16 * stride, usage },
    keys: { bytes: 4 * keyCapacity(stride), usage },
    listKeys: { bytes: 4 * entries, usage: usage | GPUBufferUsage.COPY_SRC },
    listIds: { bytes: 4 * entries, usage: usage | GPUBufferUsage.COPY_SRC },
  });
}

function upload(gpu: Gpu, vectors: Vectors, { bytes }: PackedShape, points: GPUBuffer): void {
  const copy = new ArrayBuffer(bytes);
  packPoints(vectors, copy);
  gpu.device.queue.writeBuffer(points, 0, copy);
}

/**
 * *Returns* a function that deals out the next blocks, of about so many pairs; none when all are dealt. Every
 * block begins with a point that is there; padding may follow.
 */
export function planBlocks(count: number): (pairs: number) => Block[] {
  const stride = Math.ceil(count / QUERY_TILE) * QUERY_TILE;
  const lastColumn = Math.ceil(count / COLUMN_TILE) * COLUMN_TILE;
  const capacity = keyCapacity(stride);
  let firstQuery = 0;
  let firstColumn = 0;
  let queries = 0;
  return (pairs) => {
    const blocks: Block[] = [];
    let left = pairs;
    while (firstQuery < stride && blocks.length < MOST_BLOCKS && (left > 0 || !blocks.length)) {
      if (firstColumn === 0) {
        const wanted = Math.floor(pairs / COLUMNS / QUERY_TILE) * QUERY_TILE;
        queries = Math.max(QUERY_TILE, Math.min(wanted, MOST_QUERIES, stride - firstQuery));
      }
      const most = Math.floor(Math.min(left, capacity) / queries / COLUMN_TILE) * COLUMN_TILE;
      const columns = Math.min(Math.max(COLUMN_TILE, most), lastColumn - firstColumn);
      blocks.push({ firstQuery, queries, firstColumn, columns });
      left -= queries * columns;
      firstColumn += columns;
      if (firstColumn === lastColumn) {
        firstColumn = 0;
        firstQuery += queries;
      }
    }
    return blocks;
  };
}

function submit(
  gpu: Gpu,
  shaderOf: ComputeShader,
  group: GPUBindGroup,
  uniforms: GPUBuffer,
  blocks: readonly Block[],
  size: PackedShape & { count: number; dimensions: number; slots: number },
  first: boolean,
): void {
  const words = new Uint32Array((UNIFORM_STRIDE / 4) * blocks.length);
  for (const [at, { firstQuery, queries, firstColumn, columns }] of blocks.entries()) {
    const { count, dimensions, stride, chunks, slots } = size;
    words.set(
      [firstQuery, queries, firstColumn, columns, count, dimensions, stride, chunks, slots],
      (at * UNIFORM_STRIDE) / 4,
    );
  }
  gpu.device.queue.writeBuffer(uniforms, 0, words);
  const encoder = gpu.device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  if (first) {
    pass.setPipeline(shaderOf.pipeline('measure'));
    pass.setBindGroup(0, group, [0]);
    pass.dispatchWorkgroups(size.stride / QUERY_TILE);
  }
  for (const [at, { queries, columns }] of blocks.entries()) {
    pass.setBindGroup(0, group, [at * UNIFORM_STRIDE]);
    pass.setPipeline(shaderOf.pipeline('distances'));
    pass.dispatchWorkgroups(queries / QUERY_TILE, columns / COLUMN_TILE);
    pass.setPipeline(shaderOf.pipeline('merge'));
    pass.dispatchWorkgroups(queries / QUERY_TILE);
  }
  pass.end();
  gpu.device.queue.submit([encoder.finish()]);
}

async function readLists(
  gpu: Gpu,
  listKeys: GPUBuffer,
  listIds: GPUBuffer,
  count: number,
  k: number,
  metric: UmapMetric,
): Promise<Neighbours> {
  const readback = await Readback.create(gpu, listKeys.size, 2);
  try {
    const encoder = gpu.device.createCommandEncoder();
    const reads = [listKeys, listIds].map((list) => readback.record(encoder, list, list.size));
    gpu.device.queue.submit([encoder.finish()]);
    const [keyBytes, idBytes] = await Promise.all(reads.map((read) => read()));
    const whole = metric === 'euclidean' || metric === 'manhattan';
    const keys = whole ? new Uint32Array(keyBytes!) : new Float32Array(keyBytes!); // two reads
    const ids = new Uint32Array(idBytes!);
    const knnIndices = new Int32Array(count * k);
    const knnDistances = new Float32Array(count * k);
    for (let i = 0; i < count; i++) {
      knnIndices[i * k] = i;
      for (let slot = 0; slot < k - 1; slot++) {
        knnIndices[i * k + slot + 1] = ids[slot * count + i]!;
        knnDistances[i * k + slot + 1] = keyToDistance(metric, keys[slot * count + i]!);
      }
    }
    return { knnIndices, knnDistances, k };
  } finally {
    readback.dispose();
  }
}
