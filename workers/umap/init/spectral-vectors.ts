/* eslint-disable @typescript-eslint/no-non-null-assertion -- indices stay within the graph’s rows and edges, or the block’s columns */
import type { Random } from '../../random.ts';
import type { Control } from '../../rpc/control.ts';
import { Pacer } from '../../rpc/slices.ts';
import type { WasmContext } from '../../wasm/runtime.ts';
import type { SparseGraph } from '../graph/sparse-graph.ts';
import { symmetricEigen } from './dense-eigen.ts';

/** Vectors that are iterated together: those wanted (at most 4, the trivial one included) and guards. */
const BLOCK = 8;
/** Up to so many points the whole spectrum is quickly had. */
const DENSE = 64;
/** Points to a partial sum; `CHUNK` in spectral.kernel.ts. */
const CHUNK = 512;
/** Rows that a thread takes at once. */
const ROWS = 1024;
/** Degree of the filter between two Rayleigh–Ritz steps. */
const DEGREE = 16;
/** Products after which what there is has to do: a graph with so small an eigengap has no better answer. */
const MAX_PRODUCTS = 1600;
/** Bound on the sine of the angle to the true eigenvectors; 1e-2 is what has to be reached. */
const MAX_SINE = 2e-3;
/** A residual that float32 products cannot improve upon. */
const NOISE = 1e-6;
/** Column scales below this share of the largest are rounding noise. */
const DEPENDENT = 1e-9;

/**
 * The `dimensions` eigenvectors of the symmetric normalised Laplacian I − D^(−½)·W·D^(−½) that follow the
 * trivial one, as umap-learn's `spectral_layout`: count × dimensions, row-major, of unit length each.
 * The sign of each is arbitrary. *Borrows* the graph, which must be connected and have more than
 * dimensions + 1 points.
 *
 * Chebyshev-filtered subspace iteration (Zhou, Saad, Tiago and Chelikowsky, 2006): a polynomial of
 * A = I − L that is small on the unwanted part of the spectrum is applied to a block of vectors, then
 * Rayleigh–Ritz gives the best eigenvectors within the block and the next filter's bound. Beside
 * Lanczos it needs a fixed eight vectors instead of one a product, and no re-orthogonalisation.
 *
 * Memory: 12 bytes an edge and 100 a point, in `context`'s arena, released at the end. Progress: `init`
 * (iterations: products with A; the total is an estimate).
 */
export async function spectralVectors(
  context: WasmContext,
  graph: SparseGraph,
  dimensions: number,
  random: Random,
  { signal, report }: Control,
): Promise<Float32Array> {
  const values = normalised(graph);
  if (graph.count <= DENSE) return denseVectors(graph, values, dimensions);

  const mark = context.arena.mark();
  try {
    const block = new Block(context, graph, values, random, new Pacer(signal));
    let products = 0;
    let firstWorst = 0;
    // Of random vectors: the upper quarter of the spectrum is a fair first guess.
    let cut = 0.5;
    while (products < MAX_PRODUCTS) {
      await block.filter(cut, DEGREE);
      const { ritz, residuals } = await block.rayleighRitz();
      products += DEGREE + 1;
      const gap = ritz[dimensions]! - ritz[dimensions + 1]!;
      // ritz[0] is the trivial one.
      const worst = Math.max(...residuals.slice(1, dimensions + 1));
      const enough = Math.max(NOISE, MAX_SINE * gap);
      if (worst <= enough) break;
      firstWorst ||= worst;
      // Residuals shrink by about the same factor a round.
      const share = Math.log(firstWorst / worst) / Math.log(firstWorst / enough);
      const total = Math.round(products / Math.min(1, Math.max(0.1, share)));
      report({ stage: 'init', done: products, total: total + DEGREE, unit: 'iterations' });
      cut = Math.max(ritz[BLOCK - 1]!, 0);
    }
    return block.columns(1, dimensions);
  } finally {
    context.arena.release(mark);
  }
}

/** Entries of D^(−½)·W·D^(−½), in the order of the graph's. */
function normalised({ count, rowStarts, columns, weights }: SparseGraph): Float32Array {
  const scale = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    let degree = 0;
    const end = rowStarts[i + 1]!;
    for (let p = rowStarts[i]!; p < end; p++) degree += weights[p]!;
    scale[i] = 1 / Math.sqrt(degree);
  }
  const values = new Float32Array(weights.length);
  for (let i = 0; i < count; i++) {
    const own = scale[i]!;
    const end = rowStarts[i + 1]!;
    for (let p = rowStarts[i]!; p < end; p++) {
      values[p] = weights[p]! * own * scale[columns[p]!]!;
    }
  }
  return values;
}

function denseVectors(graph: SparseGraph, values: Float32Array, dimensions: number): Float32Array {
  const { count, rowStarts, columns } = graph;
  const matrix = new Float64Array(count * count);
  for (let i = 0; i < count; i++) {
    const end = rowStarts[i + 1]!;
    for (let p = rowStarts[i]!; p < end; p++) {
      matrix[i * count + columns[p]!] = values[p]!;
    }
  }
  const { vectors } = symmetricEigen(matrix, count);
  return Float32Array.from(
    { length: count * dimensions },
    (_, at) => vectors[Math.floor(at / dimensions) * count + 1 + (at % dimensions)]!,
  );
}

/** Eight vectors in wasm memory, and the matrix that they are multiplied with. */
class Block {
  private readonly matrix: readonly [rowStarts: number, columns: number, values: number];
  private x: number;
  private y: number;
  private readonly small: number;
  private readonly partials: number;
  private readonly chunks: number;
  private readonly count: number;

  constructor(
    private readonly context: WasmContext,
    graph: SparseGraph,
    values: Float32Array,
    random: Random,
    private readonly pacer: Pacer,
  ) {
    const { arena } = context;
    this.count = graph.count;
    this.chunks = Math.ceil(graph.count / CHUNK);
    this.matrix = [arena.put(graph.rowStarts), arena.put(graph.columns), arena.put(values)];
    this.x = arena.put(Float32Array.from({ length: BLOCK * graph.count }, () => random.normal()));
    this.y = arena.allocateZeroed(4 * BLOCK * graph.count);
    this.small = arena.allocate(4 * BLOCK * BLOCK);
    this.partials = arena.allocate(4 * BLOCK * BLOCK * this.chunks);
  }

  /** x ← T(x), the Chebyshev polynomial of this degree for which [−1, cut] is small. */
  async filter(cut: number, degree: number): Promise<void> {
    const centre = (cut - 1) / 2;
    const half = (cut + 1) / 2;
    await this.multiply(1 / half, -centre / half, 0);
    for (let d = 1; d < degree; d++) {
      // y holds T_d, x T_(d−1), which T_(d+1) replaces.
      this.swap();
      await this.multiply(2 / half, (-2 * centre) / half, -1);
    }
    this.swap();
  }

  /** Best eigenvectors within the block, descending by eigenvalue. Leaves A·x in y. */
  async rayleighRitz(): Promise<{ ritz: Float64Array; residuals: number[] }> {
    await this.whiten();
    await this.multiply(1, 0, 0);
    const { values, vectors } = symmetricEigen(symmetric(await this.products(this.y)), BLOCK);
    await this.rotate(this.x, vectors);
    await this.rotate(this.y, vectors);
    this.context.arena.f32(this.small, BLOCK).set(values);
    await this.overChunks('residuals', [this.x, this.y, this.small, this.count, this.partials]);
    const residuals = [...this.sumOfPartials(BLOCK)].map(Math.sqrt);
    return { ritz: values, residuals };
  }

  /** Columns [first, first + number) as count × number. */
  columns(first: number, number: number): Float32Array {
    const x = this.context.arena.f32(this.x, BLOCK * this.count);
    return Float32Array.from(
      { length: this.count * number },
      (_, at) => x[Math.floor(at / number) * BLOCK + first + (at % number)]!,
    );
  }

  /** Makes the columns orthonormal. Twice: the first time leaves float32's error times the condition. */
  private async whiten(): Promise<void> {
    for (let pass = 0; pass < 2; pass++) {
      const gram = symmetric(await this.products(this.x));
      // Unit columns first: the filter stretches them very differently.
      const scale = Float64Array.from(
        { length: BLOCK },
        (_, i) => 1 / Math.sqrt(gram[i * BLOCK + i]!),
      );
      const at = (i: number): number => scale[i]!;
      const scaled = gram.map((g, p) => g * at(Math.floor(p / BLOCK)) * at(p % BLOCK));
      const { values, vectors } = symmetricEigen(scaled, BLOCK);
      const least = DEPENDENT * values[0]!;
      await this.rotate(
        this.x,
        vectors.map(
          (v, p) =>
            (v * at(Math.floor(p / BLOCK))) / Math.sqrt(Math.max(least, values[p % BLOCK]!)),
        ),
      );
    }
  }

  private swap(): void {
    [this.x, this.y] = [this.y, this.x];
  }

  /** y ← α·A·x + β·x + γ·y */
  private multiply(alpha: number, beta: number, gamma: number): Promise<void> {
    return this.context.parallel('multiply', {
      total: this.count,
      chunk: ROWS,
      args: [...this.matrix, this.x, this.y, this.y, alpha, beta, gamma],
      pacer: this.pacer,
    });
  }

  private async rotate(address: number, matrix: Float64Array): Promise<void> {
    this.context.arena.f32(this.small, BLOCK * BLOCK).set(matrix);
    await this.context.parallel('rotate', {
      total: this.count,
      chunk: ROWS,
      args: [address, this.small],
      pacer: this.pacer,
    });
  }

  /** xᵀ·y' */
  private async products(other: number): Promise<Float64Array> {
    await this.overChunks('innerProducts', [this.x, other, this.count, this.partials]);
    return this.sumOfPartials(BLOCK * BLOCK);
  }

  private overChunks(kernel: string, args: readonly number[]): Promise<void> {
    return this.context.parallel(kernel, { total: this.chunks, chunk: 4, args, pacer: this.pacer });
  }

  private sumOfPartials(size: number): Float64Array {
    const partials = this.context.arena.f32(this.partials, size * this.chunks);
    const sums = new Float64Array(size);
    for (const [at, value] of partials.entries()) {
      sums[at % size] = sums[at % size]! + value;
    }
    return sums;
  }
}

function symmetric(matrix: Float64Array): Float64Array {
  return matrix.map(
    (value, at) => (value + matrix[(at % BLOCK) * BLOCK + Math.floor(at / BLOCK)]!) / 2,
  );
}
