/**
 * A subspace that holds most of the images' variance: randomised block subspace iteration (Halko,
 * Martinsson and Tropp, «Finding structure with randomness», 2011, algorithm 4.4) on a sample Z
 * (rows × stride, f32, centred): B ← orth(Zᵀ Z B), twice or three times from a random B. The eigenvectors
 * themselves are not needed: any orthonormal basis of the subspace gives the same distances.
 *
 * Multiplies and adds are separate instructions on purpose: a fused one would make the result of a run
 * depend on the variant.
 */

// @ts-ignore: decorator
@inline
function sumFloats(v: v128): f32 {
  return (
    f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3))
  );
}

// @ts-ignore: decorator
@inline
function dotF32(x: usize, y: usize, stride: i32): f32 {
  let a = f32x4.splat(0);
  let b = f32x4.splat(0);
  for (let i: usize = 0; i < <usize>stride << 2; i += 32) {
    a = f32x4.add(a, f32x4.mul(v128.load(x + i), v128.load(y + i)));
    b = f32x4.add(b, f32x4.mul(v128.load(x + i, 16), v128.load(y + i, 16)));
  }
  return sumFloats(f32x4.add(a, b));
}

/**
 * Z[s] = (images[rows[s]] − centre[s]) × factor[s], f32; items are sample rows. `affine` holds the pairs
 * (centre, factor) of every image, f32: see projectRows.
 */
export function gatherSample(
  begin: i32, end: i32, _thread: i32,
  images: usize, stride: i32, dimensions: i32, affine: usize, rows: usize, sample: usize,
): void {
  for (let s = begin; s < end; s++) {
    const i = load<i32>(rows + (<usize>s << 2));
    const from = images + <usize>i * <usize>stride;
    const to = sample + ((<usize>s * <usize>stride) << 2);
    const centre = load<f32>(affine + (<usize>i << 3));
    const factor = load<f32>(affine + (<usize>i << 3), 4);
    for (let d = 0; d < stride; d++) {
      const value = d < dimensions ? (<f32>load<u8>(from + <usize>d) - centre) * factor : 0;
      store<f32>(to + (<usize>d << 2), value);
    }
  }
}

/** mean = average row of the sample; then the sample minus it. One call, a few milliseconds. */
export function centreSample(sample: usize, count: i32, stride: i32, mean: usize): void {
  memory.fill(mean, 0, <usize>stride << 2);
  for (let s = 0; s < count; s++) {
    const row = sample + ((<usize>s * <usize>stride) << 2);
    for (let d: usize = 0; d < <usize>stride << 2; d += 16) {
      v128.store(mean + d, f32x4.add(v128.load(mean + d), v128.load(row + d)));
    }
  }
  const scale = f32x4.splat(<f32>1 / <f32>count);
  for (let d: usize = 0; d < <usize>stride << 2; d += 16) {
    v128.store(mean + d, f32x4.mul(v128.load(mean + d), scale));
  }
  for (let s = 0; s < count; s++) {
    const row = sample + ((<usize>s * <usize>stride) << 2);
    for (let d: usize = 0; d < <usize>stride << 2; d += 16) {
      v128.store(row + d, f32x4.sub(v128.load(row + d), v128.load(mean + d)));
    }
  }
}

/** W = Z B, count × size; items are rows of Z, `basis` is Bᵀ (size × stride, size a multiple of 4). */
export function sampleTimesBasis(
  begin: i32, end: i32, _thread: i32,
  sample: usize, stride: i32, basis: usize, size: i32, products: usize,
): void {
  const bytes = <usize>stride << 2;
  for (let s = begin; s < end; s++) {
    const row = sample + <usize>s * bytes;
    const out = products + ((<usize>s * <usize>size) << 2);
    for (let j = 0; j < size; j += 4) {
      const b0 = basis + <usize>j * bytes;
      const b1 = b0 + bytes;
      const b2 = b1 + bytes;
      const b3 = b2 + bytes;
      let s0 = f32x4.splat(0);
      let s1 = f32x4.splat(0);
      let s2 = f32x4.splat(0);
      let s3 = f32x4.splat(0);
      for (let d: usize = 0; d < bytes; d += 16) {
        const z = v128.load(row + d);
        s0 = f32x4.add(s0, f32x4.mul(z, v128.load(b0 + d)));
        s1 = f32x4.add(s1, f32x4.mul(z, v128.load(b1 + d)));
        s2 = f32x4.add(s2, f32x4.mul(z, v128.load(b2 + d)));
        s3 = f32x4.add(s3, f32x4.mul(z, v128.load(b3 + d)));
      }
      const at = out + (<usize>j << 2);
      store<f32>(at, sumFloats(s0));
      store<f32>(at, sumFloats(s1), 4);
      store<f32>(at, sumFloats(s2), 8);
      store<f32>(at, sumFloats(s3), 12);
    }
  }
}

/** Bᵀ = Wᵀ Z; items are groups of 8 dimensions, so that threads write to their own columns. */
export function productsTimesSample(
  begin: i32, end: i32, _thread: i32,
  sample: usize, count: i32, stride: i32, products: usize, size: i32, basis: usize,
): void {
  const rowBytes = <usize>stride << 2;
  const productBytes = <usize>size << 2;
  for (let group = begin; group < end; group++) {
    const column = <usize>group << 5;
    for (let j: usize = 0; j < productBytes; j += 16) {
      let a0 = f32x4.splat(0);
      let a1 = f32x4.splat(0);
      let a2 = f32x4.splat(0);
      let a3 = f32x4.splat(0);
      let b0 = f32x4.splat(0);
      let b1 = f32x4.splat(0);
      let b2 = f32x4.splat(0);
      let b3 = f32x4.splat(0);
      let z = sample + column;
      let w = products + j;
      for (let s = 0; s < count; s++) {
        const za = v128.load(z);
        const zb = v128.load(z, 16);
        const w0 = v128.load_splat<f32>(w);
        const w1 = v128.load_splat<f32>(w, 4);
        const w2 = v128.load_splat<f32>(w, 8);
        const w3 = v128.load_splat<f32>(w, 12);
        a0 = f32x4.add(a0, f32x4.mul(za, w0));
        b0 = f32x4.add(b0, f32x4.mul(zb, w0));
        a1 = f32x4.add(a1, f32x4.mul(za, w1));
        b1 = f32x4.add(b1, f32x4.mul(zb, w1));
        a2 = f32x4.add(a2, f32x4.mul(za, w2));
        b2 = f32x4.add(b2, f32x4.mul(zb, w2));
        a3 = f32x4.add(a3, f32x4.mul(za, w3));
        b3 = f32x4.add(b3, f32x4.mul(zb, w3));
        z += rowBytes;
        w += productBytes;
      }
      // Row j / 4 … + 3 of Bᵀ.
      let to = basis + (j >> 2) * rowBytes + column;
      v128.store(to, a0);
      v128.store(to, b0, 16);
      to += rowBytes;
      v128.store(to, a1);
      v128.store(to, b1, 16);
      to += rowBytes;
      v128.store(to, a2);
      v128.store(to, b2, 16);
      to += rowBytes;
      v128.store(to, a3);
      v128.store(to, b3, 16);
    }
  }
}

/**
 * Orthonormal rows of Bᵀ by Gram–Schmidt, each row reduced twice (which is enough in f32). A row that
 * depends on those before it becomes zero: a direction without variance. Handles rows [from, to).
 */
export function orthonormalise(basis: usize, from: i32, to: i32, stride: i32): void {
  const bytes = <usize>stride << 2;
  for (let j = from; j < to; j++) {
    const row = basis + <usize>j * bytes;
    const before = Mathf.sqrt(dotF32(row, row, stride));
    for (let pass = 0; pass < 2; pass++) {
      for (let i = 0; i < j; i++) {
        const other = basis + <usize>i * bytes;
        const share = f32x4.splat(dotF32(row, other, stride));
        for (let d: usize = 0; d < bytes; d += 16) {
          v128.store(
            row + d, f32x4.sub(v128.load(row + d), f32x4.mul(share, v128.load(other + d))),
          );
        }
      }
    }
    const norm = Mathf.sqrt(dotF32(row, row, stride));
    const factor = norm > before * 1e-4 ? <f32>1 / norm : 0;
    for (let d: usize = 0; d < bytes; d += 16) {
      v128.store(row + d, f32x4.mul(v128.load(row + d), f32x4.splat(factor)));
    }
  }
}
