// Exact nearest neighbours: distances of a block of queries to a block of columns, then a merge into
// each query's sorted list. How blocks follow each other, and memory: neighbours.ts.
//
// Passes, per block of Q queries × M columns:
//   distances  a thread has 4 queries × 8 columns in registers, no shared memory and no barriers (which
//              software adapters pay dearly for); 12 loads of 16 bytes serve 32 products of 16 bytes.
//   merge      a thread has one query, walks its M keys, and inserts those below its list's last.
// And once: moments, one thread a point.
//
// A key grows with the distance, and is compared as u32: euclidean and manhattan have whole numbers;
// cosine and correlation have the bits of a float that is not negative, which sort as the float does.
//
// Numeric limits: sums of products stay below 2^31 up to 16,384 dimensions, so euclidean and manhattan
// are exact. Correlation is centred in whole numbers before anything is rounded (centredDot): its keys, as
// cosine's, are exact but for a few float32 roundings of 1 − similarity, about 2e-7.
//
// METRIC, DOT (dot-packed.wgsl or dot-plain.wgsl) come in front. Points lie in chunks of 16 dimensions, all
// points' first chunks first, so that neighbouring threads load neighbouring words; padding is 0.

struct Block {
  firstQuery: u32,
  /** Q, a multiple of 64. */
  queries: u32,
  firstColumn: u32,
  /** M, a multiple of 32. */
  columns: u32,
  count: u32,
  dimensions: u32,
  /** Points with padding: a multiple of 64. */
  stride: u32,
  chunks: u32,
  /** List entries of a query. */
  slots: u32,
}

struct Moments {
  square: u32,
  sum: u32,
  /** Rounded mean. */
  mean: u32,
  norm: f32,
}

@group(0) @binding(0) var<uniform> block: Block;
@group(0) @binding(1) var<storage, read> points: array<vec4<u32>>;
@group(0) @binding(2) var<storage, read_write> moments: array<Moments>;
// Column-major, Q keys a column: a query's threads lie next to each other.
@group(0) @binding(3) var<storage, read_write> keys: array<u32>;
// Slot-major, count entries a slot.
@group(0) @binding(4) var<storage, read_write> listKeys: array<u32>;
@group(0) @binding(5) var<storage, read_write> listIds: array<u32>;

const EUCLIDEAN = 0u;
const COSINE = 1u;
const CORRELATION = 2u;
const MANHATTAN = 3u;

fn dot16(a: vec4<u32>, b: vec4<u32>) -> u32 {
  return dot4(a.x, b.x) + dot4(a.y, b.y) + dot4(a.z, b.z) + dot4(a.w, b.w);
}

/** Sum of absolute differences of four bytes: of even and odd ones apart, in halves of a word. */
fn absolute4(a: u32, b: u32) -> u32 {
  return absolute2(a & 0x00ff00ffu, b & 0x00ff00ffu)
    + absolute2((a >> 8u) & 0x00ff00ffu, (b >> 8u) & 0x00ff00ffu);
}

fn absolute2(a: u32, b: u32) -> u32 {
  let low = i32(a & 0xffffu) - i32(b & 0xffffu);
  let high = i32(a >> 16u) - i32(b >> 16u);
  return u32(abs(low) + abs(high));
}

fn absolute16(a: vec4<u32>, b: vec4<u32>) -> u32 {
  return absolute4(a.x, b.x) + absolute4(a.y, b.y) + absolute4(a.z, b.z) + absolute4(a.w, b.w);
}

/** Four queries and one column. */
fn products(q0: vec4<u32>, q1: vec4<u32>, q2: vec4<u32>, q3: vec4<u32>, c: vec4<u32>) -> vec4<u32> {
  if (METRIC == MANHATTAN) {
    return vec4(absolute16(q0, c), absolute16(q1, c), absolute16(q2, c), absolute16(q3, c));
  }
  return vec4(dot16(q0, c), dot16(q1, c), dot16(q2, c), dot16(q3, c));
}

/**
 * Dot product of centred vectors. About the rounded means it is a whole number, and what the rounding
 * leaves is at most dimensions / 4.
 */
fn centredDot(product: u32, a: Moments, b: Moments) -> f32 {
  let d = block.dimensions;
  let about = bitcast<i32>(product - b.mean * a.sum - a.mean * b.sum + d * a.mean * b.mean);
  let restA = bitcast<i32>(a.sum - d * a.mean);
  let restB = bitcast<i32>(b.sum - d * b.mean);
  return f32(about) - f32(restA) * f32(restB) / f32(d);
}

fn keyOf(product: u32, a: Moments, b: Moments) -> u32 {
  if (METRIC == EUCLIDEAN) { return a.square + b.square - 2u * product; }
  if (METRIC == MANHATTAN) { return product; }
  // As scikit-learn: a vector without direction is as far from everything as an orthogonal one.
  if (a.norm == 0.0 || b.norm == 0.0) { return select(bitcast<u32>(1.0f), 0u, a.norm == b.norm); }
  var similar = f32(product);
  if (METRIC == CORRELATION) { similar = centredDot(product, a, b); }
  return bitcast<u32>(max(0.0, 1.0 - similar / (a.norm * b.norm)));
}

@compute @workgroup_size(64)
fn measure(@builtin(global_invocation_id) id: vec3<u32>) {
  let i = id.x;
  if (i >= block.stride) { return; }
  var sum = 0u;
  var square = 0u;
  for (var chunk = 0u; chunk < block.chunks; chunk++) {
    let x = points[chunk * block.stride + i];
    sum += dot16(x, vec4(0x01010101u));
    square += dot16(x, x);
  }
  let mean = (2u * sum + block.dimensions) / (2u * block.dimensions);
  var own = Moments(square, sum, mean, 0.0);
  var norm2 = f32(square);
  if (METRIC == CORRELATION) { norm2 = centredDot(square, own, own); }
  own.norm = sqrt(max(0.0, norm2));
  moments[i] = own;
}

fn put(column: u32, query: u32, sums: vec4<u32>) {
  let b = moments[block.firstColumn + column];
  let at = column * block.queries + query;
  let first = block.firstQuery + query;
  keys[at] = keyOf(sums.x, moments[first], b);
  keys[at + 16u] = keyOf(sums.y, moments[first + 16u], b);
  keys[at + 32u] = keyOf(sums.z, moments[first + 32u], b);
  keys[at + 48u] = keyOf(sums.w, moments[first + 48u], b);
}

@compute @workgroup_size(16, 4)
fn distances(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(local_invocation_id) local: vec3<u32>,
) {
  let query = group.x * 64u + local.x;
  let column = group.y * 32u + local.y * 8u;
  var s0 = vec4(0u); var s1 = vec4(0u); var s2 = vec4(0u); var s3 = vec4(0u);
  var s4 = vec4(0u); var s5 = vec4(0u); var s6 = vec4(0u); var s7 = vec4(0u);
  var q = block.firstQuery + query;
  var c = block.firstColumn + column;
  for (var chunk = 0u; chunk < block.chunks; chunk++) {
    let q0 = points[q];
    let q1 = points[q + 16u];
    let q2 = points[q + 32u];
    let q3 = points[q + 48u];
    s0 += products(q0, q1, q2, q3, points[c]);
    s1 += products(q0, q1, q2, q3, points[c + 1u]);
    s2 += products(q0, q1, q2, q3, points[c + 2u]);
    s3 += products(q0, q1, q2, q3, points[c + 3u]);
    s4 += products(q0, q1, q2, q3, points[c + 4u]);
    s5 += products(q0, q1, q2, q3, points[c + 5u]);
    s6 += products(q0, q1, q2, q3, points[c + 6u]);
    s7 += products(q0, q1, q2, q3, points[c + 7u]);
    q += block.stride;
    c += block.stride;
  }
  put(column, query, s0);
  put(column + 1u, query, s1);
  put(column + 2u, query, s2);
  put(column + 3u, query, s3);
  put(column + 4u, query, s4);
  put(column + 5u, query, s5);
  put(column + 6u, query, s6);
  put(column + 7u, query, s7);
}

/** Into the list of point i, if it is near enough. Of equal keys the one that came first stays in front. */
fn insert(i: u32, j: u32, key: u32, last: u32) {
  if (j == i || key >= listKeys[last]) { return; }
  var at = last;
  while (at >= block.count) {
    let before = listKeys[at - block.count];
    if (before <= key) { break; }
    listKeys[at] = before;
    listIds[at] = listIds[at - block.count];
    at -= block.count;
  }
  listKeys[at] = key;
  listIds[at] = j;
}

@compute @workgroup_size(64)
fn merge(@builtin(global_invocation_id) id: vec3<u32>) {
  let i = block.firstQuery + id.x;
  if (id.x >= block.queries || i >= block.count) { return; }
  if (block.firstColumn == 0u) {
    for (var slot = 0u; slot < block.slots; slot++) { listKeys[slot * block.count + i] = 0xffffffffu; }
  }
  let last = (block.slots - 1u) * block.count + i;
  var limit = listKeys[last];
  // A block begins below count.
  let end = min(block.columns, block.count - block.firstColumn);
  // Four loads that do not wait for each other; nearly all of them are too far.
  var column = 0u;
  for (; column + 4u <= end; column += 4u) {
    let at = column * block.queries + id.x;
    let four = vec4(
      keys[at],
      keys[at + block.queries],
      keys[at + 2u * block.queries],
      keys[at + 3u * block.queries],
    );
    if (all(four >= vec4(limit))) { continue; }
    let j = block.firstColumn + column;
    insert(i, j, four.x, last);
    insert(i, j + 1u, four.y, last);
    insert(i, j + 2u, four.z, last);
    insert(i, j + 3u, four.w, last);
    limit = listKeys[last];
  }
  for (; column < end; column++) {
    insert(i, block.firstColumn + column, keys[column * block.queries + id.x], last);
  }
}
