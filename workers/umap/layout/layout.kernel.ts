/**
 * One epoch of UMAP's layout: stochastic gradient descent over the edges of the fuzzy simplicial set.
 * Algorithm, order of updates and memory: layout.ts. The plain loop: layout.reference.ts.
 *
 * Positions and snapshot hold a point's coordinates next to each other: 2 floats in two components, 4 (the
 * last one 0) in three. Edges come in slots that are multiples of four; padding has step 0, never due.
 *
 * Lanes of a group: in an edge's first group lane 0 is the attraction to the tail, all others are negative
 * samples. Forces and their numeric limits: forces.kernel.ts.
 */
import { clip, coefficients, dueOf, idleLanes, kick, madd, NEAR, below, randomOf, TINY } from './forces.kernel';

/** a0, b0, a1, b1 */
@inline
function interleaveLow(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23);
}

/** a2, b2, a3, b3 */
@inline
function interleaveHigh(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31);
}

/** a0, a1, b0, b1 */
@inline
function lowHalves(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23);
}

/** a2, a3, b2, b3 */
@inline
function highHalves(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31);
}

/**
 * The due edges of slots [begin, end), both ends moved in place; two components.
 * `slots`: first edge of each slot, and one more, i32. `steps`: 2^32 / epochsPerSample, u32.
 * `key`: random, another one each epoch. `rate`: negative samples an edge.
 */
export function layoutPairs2(
  begin: i32, end: i32, _thread: i32,
  slots: usize, steps: usize, heads: usize, tails: usize,
  positions: usize, snapshot: usize,
  n: i32, epoch: i32, key: i32, rate: i32,
  a: f32, b: f32, gamma: f32, alpha: f32,
): void {
  const as = f32x4.splat(a);
  const bs = f32x4.splat(b);
  const ns = i32x4.splat(n);
  const epochs = i32x4.splat(epoch);
  const keys = i32x4.splat(key);
  const repel = f32x4.splat(2 * gamma * b);
  const firstAttraction = f32x4.replace_lane(f32x4.splat(0), 0, -2 * a * b);
  const firstRepulsion = f32x4.replace_lane(repel, 0, 0);
  const firstNear = f32x4.replace_lane(f32x4.splat(NEAR), 0, 0);
  const rates = i32x4.splat(rate);
  const step = f32x4.splat(alpha);

  const from = load<i32>(slots + (<usize>begin << 2));
  const to = load<i32>(slots + (<usize>end << 2));
  for (let four = from; four < to; four += 4) {
    let due = dueOf(steps, four, epochs);
    while (due) {
      const edge = four + ctz(due);
      due &= due - 1;
      const head = load<i32>(heads + (<usize>edge << 2));
      const headAt = positions + (<usize>head << 3);
      const tailAt = positions + (<usize>load<i32>(tails + (<usize>edge << 2)) << 3);
      const current = v128.load64_splat(headAt);
      const x = i8x16.shuffle(current, current, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3);
      const y = i8x16.shuffle(current, current, 4, 5, 6, 7, 4, 5, 6, 7, 4, 5, 6, 7, 4, 5, 6, 7);

      let forces = f32x4.splat(0); // x, y, x, y
      let pull = f32x4.splat(0);
      for (let lane = 0; lane <= rate; lane += 4) {
        const lanes = i32x4.add(i32x4.splat(lane), i32x4(0, 1, 2, 3));
        const random = randomOf(edge, lanes, keys);
        const ids = below(random, ns);
        const first = lane == 0;
        const at0 = first ? tailAt : snapshot + (<usize>(<u32>i32x4.extract_lane(ids, 0)) << 3);
        const others01 = v128.load64_lane(
          snapshot + (<usize>(<u32>i32x4.extract_lane(ids, 1)) << 3), v128.load64_zero(at0), 1);
        const others23 = v128.load64_lane(
          snapshot + (<usize>(<u32>i32x4.extract_lane(ids, 3)) << 3),
          v128.load64_zero(snapshot + (<usize>(<u32>i32x4.extract_lane(ids, 2)) << 3)), 1);
        let dx = f32x4.sub(x, i8x16.shuffle(others01, others23, 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27));
        let dy = f32x4.sub(y, i8x16.shuffle(others01, others23, 4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 28, 29, 30, 31));
        const s = madd(dx, dx, f32x4.mul(dy, dy));
        const together = f32x4.lt(s, f32x4.splat(TINY));
        if (v128.any_true(together)) {
          // (An attraction stays 0: its coefficient is finite and the difference 0.)
          const apart = first ? v128.andnot(together, i32x4(-1, 0, 0, 0)) : together;
          dx = v128.bitselect(kick(random, 14), dx, apart);
          dy = v128.bitselect(kick(random, 15), dy, apart);
        }
        let c = coefficients(s, as, bs,
          first ? firstAttraction : f32x4.splat(0), first ? firstRepulsion : repel, first ? firstNear : f32x4.splat(NEAR));
        c = v128.andnot(c, idleLanes(ids, head, lanes, rates, first));
        const fx = clip(f32x4.mul(c, dx));
        const fy = clip(f32x4.mul(c, dy));
        const f01 = interleaveLow(fx, fy);
        if (first) pull = f01;
        forces = f32x4.add(forces, f32x4.add(f01, interleaveHigh(fx, fy)));
      }
      forces = f32x4.add(forces, highHalves(forces, forces));
      v128.store64_lane(headAt, madd(forces, step, current), 0);
      v128.store64_lane(tailAt, f32x4.sub(v128.load64_zero(tailAt), f32x4.mul(pull, step)), 0);
    }
  }
}

/** As layoutPairs2, three components. */
export function layoutPairs3(
  begin: i32, end: i32, _thread: i32,
  slots: usize, steps: usize, heads: usize, tails: usize,
  positions: usize, snapshot: usize,
  n: i32, epoch: i32, key: i32, rate: i32,
  a: f32, b: f32, gamma: f32, alpha: f32,
): void {
  const as = f32x4.splat(a);
  const bs = f32x4.splat(b);
  const ns = i32x4.splat(n);
  const epochs = i32x4.splat(epoch);
  const keys = i32x4.splat(key);
  const repel = f32x4.splat(2 * gamma * b);
  const firstAttraction = f32x4.replace_lane(f32x4.splat(0), 0, -2 * a * b);
  const firstRepulsion = f32x4.replace_lane(repel, 0, 0);
  const firstNear = f32x4.replace_lane(f32x4.splat(NEAR), 0, 0);
  const rates = i32x4.splat(rate);
  const step = f32x4.splat(alpha);
  const zero = f32x4.splat(0);

  const from = load<i32>(slots + (<usize>begin << 2));
  const to = load<i32>(slots + (<usize>end << 2));
  for (let four = from; four < to; four += 4) {
    let due = dueOf(steps, four, epochs);
    while (due) {
      const edge = four + ctz(due);
      due &= due - 1;
      const head = load<i32>(heads + (<usize>edge << 2));
      const headAt = positions + (<usize>head << 4);
      const tailAt = positions + (<usize>load<i32>(tails + (<usize>edge << 2)) << 4);
      const current = v128.load(headAt);
      const x = i8x16.shuffle(current, current, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3);
      const y = i8x16.shuffle(current, current, 4, 5, 6, 7, 4, 5, 6, 7, 4, 5, 6, 7, 4, 5, 6, 7);
      const z = i8x16.shuffle(current, current, 8, 9, 10, 11, 8, 9, 10, 11, 8, 9, 10, 11, 8, 9, 10, 11);

      let forces = zero; // x, y, z, 0
      let pull = zero;
      for (let lane = 0; lane <= rate; lane += 4) {
        const lanes = i32x4.add(i32x4.splat(lane), i32x4(0, 1, 2, 3));
        const random = randomOf(edge, lanes, keys);
        const ids = below(random, ns);
        const first = lane == 0;
        const p0 = v128.load(first ? tailAt : snapshot + (<usize>(<u32>i32x4.extract_lane(ids, 0)) << 4));
        const p1 = v128.load(snapshot + (<usize>(<u32>i32x4.extract_lane(ids, 1)) << 4));
        const p2 = v128.load(snapshot + (<usize>(<u32>i32x4.extract_lane(ids, 2)) << 4));
        const p3 = v128.load(snapshot + (<usize>(<u32>i32x4.extract_lane(ids, 3)) << 4));
        const xy01 = interleaveLow(p0, p1); // x0, x1, y0, y1
        const xy23 = interleaveLow(p2, p3);
        let dx = f32x4.sub(x, lowHalves(xy01, xy23));
        let dy = f32x4.sub(y, highHalves(xy01, xy23));
        let dz = f32x4.sub(z, lowHalves(interleaveHigh(p0, p1), interleaveHigh(p2, p3)));
        const s = madd(dx, dx, madd(dy, dy, f32x4.mul(dz, dz)));
        const together = f32x4.lt(s, f32x4.splat(TINY));
        if (v128.any_true(together)) {
          const apart = first ? v128.andnot(together, i32x4(-1, 0, 0, 0)) : together;
          dx = v128.bitselect(kick(random, 14), dx, apart);
          dy = v128.bitselect(kick(random, 15), dy, apart);
          dz = v128.bitselect(kick(random, 16), dz, apart);
        }
        let c = coefficients(s, as, bs,
          first ? firstAttraction : zero, first ? firstRepulsion : repel, first ? firstNear : f32x4.splat(NEAR));
        c = v128.andnot(c, idleLanes(ids, head, lanes, rates, first));
        const fx = clip(f32x4.mul(c, dx));
        const fy = clip(f32x4.mul(c, dy));
        const fz = clip(f32x4.mul(c, dz));
        const fxy01 = interleaveLow(fx, fy); // x0, y0, x1, y1
        const fz01 = interleaveLow(fz, zero); // z0, 0, z1, 0
        if (first) pull = lowHalves(fxy01, fz01);
        const fxy = f32x4.add(fxy01, interleaveHigh(fx, fy));
        const fzs = f32x4.add(fz01, interleaveHigh(fz, zero));
        forces = f32x4.add(forces, f32x4.add(lowHalves(fxy, fzs), highHalves(fxy, fzs)));
      }
      v128.store(headAt, madd(forces, step, current));
      v128.store(tailAt, f32x4.sub(v128.load(tailAt), f32x4.mul(pull, step)));
    }
  }
}
