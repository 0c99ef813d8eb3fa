/* eslint-disable @typescript-eslint/no-non-null-assertion -- indices are i · n + j with i, j < n */
/** Sweeps after which Jacobi's method has long converged (quadratically). */
const MAX_SWEEPS = 50;
/** Off-diagonal part, relative to the whole matrix, that counts as 0. */
const TOLERANCE = 1e-14;

export interface Eigen {
  /** Descending. */
  readonly values: Float64Array;
  /** n × n row-major, eigenvectors in columns, of unit length. */
  readonly vectors: Float64Array;
}

/**
 * All eigenvalues and eigenvectors of a symmetric n × n matrix (borrowed), by cyclic Jacobi rotations
 * (Golub and Van Loan, «Matrix Computations», section 8.5). O(n³): for n up to some hundred.
 */
export function symmetricEigen(matrix: Float64Array, n: number): Eigen {
  const a = matrix.slice();
  const v = new Float64Array(n * n);
  for (let i = 0; i < n; i++) v[i * n + i] = 1;
  const whole = a.reduce((sum, value) => sum + value * value, 0);
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
    let rest = 0;
    for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) rest += 2 * a[i * n + j]! ** 2;
    if (rest <= TOLERANCE ** 2 * whole) break;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        const apq = a[p * n + q]!;
        if (apq === 0) continue;
        const tau = (a[q * n + q]! - a[p * n + p]!) / (2 * apq);
        const t = (tau >= 0 ? 1 : -1) / (Math.abs(tau) + Math.sqrt(1 + tau * tau));
        const c = 1 / Math.sqrt(1 + t * t);
        const s = t * c;
        for (let k = 0; k < n; k++) turn(a, k * n + p, k * n + q, c, s);
        for (let k = 0; k < n; k++) turn(a, p * n + k, q * n + k, c, s);
        for (let k = 0; k < n; k++) turn(v, k * n + p, k * n + q, c, s);
      }
    }
  }
  const diagonal = (i: number): number => a[i * n + i]!;
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => diagonal(j) - diagonal(i));
  return {
    values: Float64Array.from(order, diagonal),
    vectors: Float64Array.from(
      { length: n * n },
      (_, at) => v[Math.floor(at / n) * n + order[at % n]!]!,
    ),
  };
}

function turn(values: Float64Array, p: number, q: number, c: number, s: number): void {
  const x = values[p]!;
  const y = values[q]!;
  values[p] = c * x - s * y;
  values[q] = s * x + c * y;
}
