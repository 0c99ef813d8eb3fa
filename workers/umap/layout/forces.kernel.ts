/**
 * The force between two points of a layout, four pairs at once: what the layout's kernels share.
 *
 * A force is coefficient × difference, where with s = squared distance and p = s^b
 *   attraction  −2·a·b·p / (s · (1 + a·p))
 *   repulsion    2·γ·b   / ((s + 0.001) · (1 + a·p))
 * so that one power serves both.
 *
 * Numeric limits: p to 2e-5 relative, for s in [1e-30, 1e18] (powerOf). s = 0: no attraction; a
 * coincident negative sample pushes in a random diagonal direction.
 */

/** Largest force along a component, as in umap-learn. */
const CLIP: f32 = 4;
/** Keeps the repulsion of near points finite, as in umap-learn. */
export const NEAR: f32 = 0.001;
/** Squared distances below this count as 0: far below what float32 tells apart in a layout. */
export const TINY: f32 = 1e-30;
/**
 * 2^-16 of a turn: a turn that is due just now must not be missed by rounding. (The fuzzy union leaves
 * 1 - 2^-24 where 1 is meant; umap-learn samples these first in the second epoch.)
 */
const SLACK: i32 = 65536;

@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/**
 * s^b = 2^(b·log2 s). log2: exponent, and a polynomial over the mantissa in [√½, √2) (error 2.2e-6);
 * 2^y: exponent, and a polynomial over [−½, ½] (relative error 2.7e-6). Both minimax, fitted by
 * iteratively reweighted least squares. b·log2 s is kept within [−100, 60], where nothing overflows.
 */
@inline
export function powerOf(s: v128, b: v128): v128 {
  const bits = i32x4.sub(s, i32x4.splat(0x3f3504f3));
  const exponent = i32x4.shr_s(bits, 23);
  const t = f32x4.sub(i32x4.sub(s, i32x4.shl(exponent, 23)), f32x4.splat(1));
  let log = f32x4.splat(-0.2065916359424591);
  log = madd(log, t, f32x4.splat(0.3221547603607178));
  log = madd(log, t, f32x4.splat(-0.3674899935722351));
  log = madd(log, t, f32x4.splat(0.4793480336666107));
  log = madd(log, t, f32x4.splat(-0.7211318612098694));
  log = madd(log, t, f32x4.splat(1.4427134990692139));
  log = madd(log, t, f32x4.convert_i32x4_s(exponent));

  let y = f32x4.mul(b, log);
  y = f32x4.pmax(f32x4.splat(-100), f32x4.pmin(f32x4.splat(60), y));
  // Adding 1.5·2^23 rounds to a whole number, which the sum's low bits then hold.
  const rounded = f32x4.add(y, f32x4.splat(12582912));
  const f = f32x4.sub(y, f32x4.sub(rounded, f32x4.splat(12582912)));
  let power = f32x4.splat(0.00968571100383997);
  power = madd(power, f, f32x4.splat(0.055922023952007294));
  power = madd(power, f, f32x4.splat(0.2402186542749405));
  power = madd(power, f, f32x4.splat(0.6931210160255432));
  power = madd(power, f, f32x4.splat(1.0000001192092896));
  return i32x4.add(power, i32x4.shl(rounded, 23));
}

/** lowbias32 (Wellons' hash prospector): a bijection of 32-bit numbers whose bits all depend on all. */
@inline
export function hash(x: v128): v128 {
  x = v128.xor(x, i32x4.shr_u(x, 16));
  x = i32x4.mul(x, i32x4.splat(0x7feb352d));
  x = v128.xor(x, i32x4.shr_u(x, 15));
  x = i32x4.mul(x, i32x4.splat(0x846ca68b));
  return v128.xor(x, i32x4.shr_u(x, 16));
}

/** Four 32-bit numbers, each times n / 2^32: uniform in [0, n). */
@inline
export function below(random: v128, n: v128): v128 {
  return i8x16.shuffle(
    i64x2.extmul_low_i32x4_u(random, n),
    i64x2.extmul_high_i32x4_u(random, n),
    4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 28, 29, 30, 31,
  );
}

@inline
export function clip(force: v128): v128 {
  return f32x4.pmax(f32x4.splat(-CLIP), f32x4.pmin(f32x4.splat(CLIP), force));
}

/** 1e-3 with the sign of the bit that `shift` brings to the top. */
@inline
export function kick(random: v128, shift: i32): v128 {
  const sign = v128.and(i32x4.shl(random, shift), i32x4.splat(0x80000000));
  return v128.or(sign, f32x4.splat(0.001));
}

/** Which of four edges are due: bit i, when edge i's phase has just begun another turn. */
@inline
export function dueOf(steps: usize, four: i32, epochs: v128): i32 {
  const turns = v128.load(steps + (<usize>four << 2));
  const phase = i32x4.add(i32x4.mul(turns, epochs), i32x4.splat(SLACK));
  return i32x4.bitmask(i32x4.lt_u(phase, turns));
}

/** Numbers of their own for each epoch, edge and lane, whatever thread asks, in whatever order. */
@inline
export function randomOf(edge: i32, lanes: v128, keys: v128): v128 {
  const counter = i32x4.add(i32x4.splat(edge << 5), lanes);
  return hash(v128.xor(i32x4.mul(counter, i32x4.splat(0x9e3779b9)), keys));
}

/** A point does not repel itself, and lanes beyond the rate are idle. */
@inline
export function idleLanes(ids: v128, head: i32, lanes: v128, rates: v128, first: bool): v128 {
  let self = i32x4.eq(ids, i32x4.splat(head));
  if (first) self = v128.andnot(self, i32x4(-1, 0, 0, 0));
  return v128.or(self, i32x4.gt_s(lanes, rates));
}

/** Coefficients of a group; `attraction` and `repulsion` are 0 in the lanes of the other kind. */
@inline
export function coefficients(s: v128, a: v128, b: v128, attraction: v128, repulsion: v128, near: v128): v128 {
  const p = powerOf(s, b);
  const numerator = madd(p, attraction, repulsion);
  const distance = f32x4.pmax(f32x4.add(s, near), f32x4.splat(TINY));
  return f32x4.div(numerator, f32x4.mul(distance, madd(p, a, f32x4.splat(1))));
}

/** powers[i] = squares[i]^b: the approximation alone, for its test. `count` is a multiple of 4. */
export function powers(squares: usize, out: usize, count: i32, b: f32): void {
  for (let i = 0; i < count; i += 4) {
    const at = <usize>i << 2;
    v128.store(out + at, powerOf(v128.load(squares + at), f32x4.splat(b)));
  }
}
