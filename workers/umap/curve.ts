/** The curve 1 / (1 + a·d^(2b)) that membership in the layout follows, d being a distance there. */
export interface Curve {
  readonly a: number;
  readonly b: number;
}

/** Points of the curve that the fit looks at, as in umap-learn. */
const SAMPLES = 300;
const MAX_ITERATIONS = 200;
/** Relative change of a and b at which the fit has settled. */
const TOLERANCE = 1e-10;

/**
 * Fits a and b to: 1 up to `minDist`, then exp(−(d − minDist) / spread), on 300 points of
 * [0, 3·spread], by least squares. The same fit as umap-learn's `find_ab_params` (McInnes, Healy and
 * Melville, «UMAP», 2018, section 4.4); agrees with it to 1e-3. umap-js's own stops far too early.
 *
 * Levenberg–Marquardt over (ln a, b): with ln a, a stays positive. Needs 0 ≤ minDist, 0 < spread.
 */
export function fitCurve(spread: number, minDist: number): Curve {
  let at: readonly [number, number] = [0, 1]; // ln a, b: umap-learn starts at a = b = 1
  let system = linearise(at, spread, minDist);
  let damping = 1e-3;
  for (let iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
    const { aa, ab, bb, ga, gb } = system;
    const daa = aa * (1 + damping);
    const dbb = bb * (1 + damping);
    const determinant = daa * dbb - ab * ab;
    const stepA = (ga * dbb - gb * ab) / determinant;
    const stepB = (gb * daa - ga * ab) / determinant;
    const next: readonly [number, number] = [at[0] + stepA, at[1] + stepB];
    const tried = linearise(next, spread, minDist);
    if (!(tried.error <= system.error)) {
      damping *= 8;
      if (damping > 1e12) break;
      continue;
    }
    at = next;
    system = tried;
    damping /= 8;
    if (Math.abs(stepA) < TOLERANCE && Math.abs(stepB) < TOLERANCE) break;
  }
  return { a: Math.exp(at[0]), b: at[1] };
}

/** Squared error, normal matrix and gradient of the fit at (ln a, b). */
interface System {
  error: number;
  aa: number;
  ab: number;
  bb: number;
  ga: number;
  gb: number;
}

function linearise([lnA, b]: readonly [number, number], spread: number, minDist: number): System {
  const system: System = { error: 0, aa: 0, ab: 0, bb: 0, ga: 0, gb: 0 };
  // The first point, d = 0, is 1 on both curves whatever a and b are.
  for (let i = 1; i < SAMPLES; i++) {
    const d = (3 * spread * i) / (SAMPLES - 1);
    const target = d < minDist ? 1 : Math.exp(-(d - minDist) / spread);
    const growth = Math.exp(lnA + 2 * b * Math.log(d)); // a·d^(2b)
    const value = 1 / (1 + growth);
    const residual = target - value;
    const byLnA = -value * value * growth;
    const byB = 2 * Math.log(d) * byLnA;
    system.error += residual * residual;
    system.aa += byLnA * byLnA;
    system.ab += byLnA * byB;
    system.bb += byB * byB;
    system.ga += byLnA * residual;
    system.gb += byB * residual;
  }
  return system;
}
