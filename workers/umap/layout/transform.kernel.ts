/**
 * One epoch of a transform: new points move among those of a finished layout, which stay (umap-learn's
 * `optimize_layout_euclidean` without `move_other`). Every new point is moved by itself, edge by edge, each
 * step seeing the one before. New points do not see each other: their order is free (../transform.ts).
 *
 * Positions hold 4 floats a point, the last one 0, and the third too in two components. Lanes as in
 * layout.kernel.ts: lane 0 of an edge's first group is the attraction, all others are negative samples.
 */
import { below, clip, coefficients, dueOf, idleLanes, kick, madd, NEAR, randomOf, TINY } from './forces.kernel';

/** Of a v128 each, transposed: x0 x1 x2 x3. */
@inline
function firsts(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = i8x16.shuffle(a, b, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23);
  const cd = i8x16.shuffle(c, d, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23);
  return i8x16.shuffle(ab, cd, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23);
}

@inline
function seconds(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = i8x16.shuffle(a, b, 4, 5, 6, 7, 20, 21, 22, 23, 0, 1, 2, 3, 16, 17, 18, 19);
  const cd = i8x16.shuffle(c, d, 4, 5, 6, 7, 20, 21, 22, 23, 0, 1, 2, 3, 16, 17, 18, 19);
  return i8x16.shuffle(ab, cd, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23);
}

@inline
function thirds(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = i8x16.shuffle(a, b, 8, 9, 10, 11, 24, 25, 26, 27, 8, 9, 10, 11, 24, 25, 26, 27);
  const cd = i8x16.shuffle(c, d, 8, 9, 10, 11, 24, 25, 26, 27, 8, 9, 10, 11, 24, 25, 26, 27);
  return i8x16.shuffle(ab, cd, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23);
}

@inline
function sum(a: v128): f32 {
  return f32x4.extract_lane(a, 0) + f32x4.extract_lane(a, 1) + (f32x4.extract_lane(a, 2) + f32x4.extract_lane(a, 3));
}

/**
 * New points [begin, end). `steps` (2^32 / epochsPerSample, u32; 0 is never due) and `tails` (points of the
 * layout, i32) have `width` entries a new point, a multiple of four. `components`: 2 or 3.
 */
export function moveNewPoints(
  begin: i32, end: i32, _thread: i32,
  steps: usize, tails: usize, width: i32, positions: usize, layout: usize,
  n: i32, components: i32, epoch: i32, key: i32, rate: i32,
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
  const deep = i32x4.splat(components == 3 ? -1 : 0);

  for (let i = begin; i < end; i++) {
    const at = positions + (<usize>i << 4);
    let current = v128.load(at);
    const row = i * width;
    for (let four = row; four < row + width; four += 4) {
      let due = dueOf(steps, four, epochs);
      while (due) {
        const edge = four + ctz(due);
        due &= due - 1;
        const tailAt = layout + (<usize>load<i32>(tails + (<usize>edge << 2)) << 4);
        const x = i8x16.shuffle(current, current, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3);
        const y = i8x16.shuffle(current, current, 4, 5, 6, 7, 4, 5, 6, 7, 4, 5, 6, 7, 4, 5, 6, 7);
        const z = i8x16.shuffle(current, current, 8, 9, 10, 11, 8, 9, 10, 11, 8, 9, 10, 11, 8, 9, 10, 11);
        let fx = f32x4.splat(0);
        let fy = f32x4.splat(0);
        let fz = f32x4.splat(0);
        for (let lane = 0; lane <= rate; lane += 4) {
          const lanes = i32x4.add(i32x4.splat(lane), i32x4(0, 1, 2, 3));
          const random = randomOf(edge, lanes, keys);
          const ids = below(random, ns);
          const first = lane == 0;
          const p0 = v128.load(first ? tailAt : layout + (<usize>(<u32>i32x4.extract_lane(ids, 0)) << 4));
          const p1 = v128.load(layout + (<usize>(<u32>i32x4.extract_lane(ids, 1)) << 4));
          const p2 = v128.load(layout + (<usize>(<u32>i32x4.extract_lane(ids, 2)) << 4));
          const p3 = v128.load(layout + (<usize>(<u32>i32x4.extract_lane(ids, 3)) << 4));
          let dx = f32x4.sub(x, firsts(p0, p1, p2, p3));
          let dy = f32x4.sub(y, seconds(p0, p1, p2, p3));
          let dz = f32x4.sub(z, thirds(p0, p1, p2, p3));
          const s = madd(dx, dx, madd(dy, dy, f32x4.mul(dz, dz)));
          const together = f32x4.lt(s, f32x4.splat(TINY));
          if (v128.any_true(together)) {
            const apart = first ? v128.andnot(together, i32x4(-1, 0, 0, 0)) : together;
            dx = v128.bitselect(kick(random, 14), dx, apart);
            dy = v128.bitselect(kick(random, 15), dy, apart);
            dz = v128.bitselect(kick(random, 16), dz, v128.and(apart, deep));
          }
          let c = coefficients(s, as, bs,
            first ? firstAttraction : f32x4.splat(0), first ? firstRepulsion : repel, first ? firstNear : f32x4.splat(NEAR));
          c = v128.andnot(c, idleLanes(ids, -1, lanes, rates, first));
          fx = f32x4.add(fx, clip(f32x4.mul(c, dx)));
          fy = f32x4.add(fy, clip(f32x4.mul(c, dy)));
          fz = f32x4.add(fz, clip(f32x4.mul(c, dz)));
        }
        let force = f32x4.replace_lane(f32x4.splat(0), 0, sum(fx));
        force = f32x4.replace_lane(force, 1, sum(fy));
        force = f32x4.replace_lane(force, 2, sum(fz));
        current = madd(force, step, current);
      }
    }
    v128.store(at, current);
  }
}
