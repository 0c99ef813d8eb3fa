// Gradient of a convolution's kernel and biases (of a dense layer's, with DENSE: the batch is the row of positions), as
// an implicit matrix product: (window · channels) × positions times positions × filters. One row more of the left
// factor, (1, 0, 0, 0), makes the biases' gradient.
//
// A thread has 8 rows × 8 filters in four 4 × 4 matrices, or fewer, as in convolve.wgsl, and sums over the positions of some
// rows of the images. There are SPLITS such parts of the batch; their sums lie in a row, each a whole number of blocks
// long (STRIDE), for adam.wgsl to add up in order: no atomics, the same sums in whatever order threads run.
//
// Bindings: input with its margins; the output's gradient; all parts of all layers, of which this layer's begin at quad
// PARTS. Limits: 2^32 quads a buffer.

@group(0) @binding(1) var<storage, read> input: array<vec4f>;
@group(0) @binding(2) var<storage, read> gradient: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> parts: array<vec4f>;

/** Quads of rows of the kernel, and that of the biases. */
const ROW_QUADS = KERNEL_HEIGHT * KERNEL_WIDTH * IN_QUADS + 1u;
const TILE_ROWS = TILE_POSITIONS / 4u;
const ROW_TILES = (ROW_QUADS + TILE_ROWS - 1u) / TILE_ROWS;
const TILES = (G_QUADS + TILE_QUADS - 1u) / TILE_QUADS;
const ONE = vec4f(1.0, 0.0, 0.0, 0.0);
/** Rows of positions need not be whole quads long. */
const RAGGED = DENSE || G_WIDTH % 4u != 0u;

/** Where the input of a quad of rows lies, from a position's on. */
fn offsetOf(rows: u32) -> u32 {
  let row = rows / (KERNEL_WIDTH * IN_QUADS);
  return row * IN_ROW + rows % (KERNEL_WIDTH * IN_QUADS);
}

fn within(at: u32, end: u32, value: vec4f) -> vec4f {
  if (RAGGED) { return select(vec4f(), value, at < end); }
  return value;
}

fn keep(part: u32, rows: u32, quad: u32, sums: mat4x4f) {
  if (rows >= ROW_QUADS || quad >= G_QUADS) { return; }
  for (var i = 0u; i < 4u; i++) {
    parts[PARTS + part * STRIDE + (4u * rows + i) * G_QUADS + quad] = sums[i];
  }
}

@compute @workgroup_size(64)
fn weightGradient(
  @builtin(global_invocation_id) id: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
) {
  let at = thread(id, groups);
  let part = at / (TILES * ROW_TILES);
  if (part >= SPLITS) { return; }
  let rows = at / TILES % ROW_TILES * TILE_ROWS;
  let quad = at % TILES * TILE_QUADS;
  let next = min(quad + 1u, G_QUADS - 1u) - quad;
  let isBias = rows == ROW_QUADS - 1u;
  let isNextBias = rows + 1u >= ROW_QUADS - 1u;
  let x0 = offsetOf(select(rows, 0u, isBias));
  let x1 = offsetOf(select(rows + 1u, 0u, isNextBias));

  // Of a dense layer, the batch is one row of positions.
  let height = select(step.batch * G_HEIGHT, 1u, DENSE);
  let width = select(G_WIDTH, step.batch, DENSE);
  let xStride = select(IN_QUADS, IN_IMAGE, DENSE);
  let gStride = select(G_QUADS, G_IMAGE, DENSE);
  let share = (height + SPLITS - 1u) / SPLITS;

  var a0 = mat4x4f();
  var a1 = mat4x4f();
  var b0 = mat4x4f();
  var b1 = mat4x4f();
  for (var y = part * share; y < min(height, (part + 1u) * share); y++) {
    let image = y / G_HEIGHT;
    let row = y % G_HEIGHT;
    var p = image * IN_IMAGE + row * IN_ROW;
    var q = image * G_IMAGE + G_ORIGIN + row * G_ROW + quad;
    for (var x = 0u; x < width; x += 4u) {
      let left = width - x;
      let g = mat4x4f(
        gradient[q],
        within(1u, left, gradient[q + gStride]),
        within(2u, left, gradient[q + 2u * gStride]),
        within(3u, left, gradient[q + 3u * gStride]),
      );
      var h = mat4x4f();
      if (WIDE) {
        h = mat4x4f(
          gradient[q + next],
          within(1u, left, gradient[q + next + gStride]),
          within(2u, left, gradient[q + next + 2u * gStride]),
          within(3u, left, gradient[q + next + 3u * gStride]),
        );
      }
      var s = mat4x4f(
        input[p + x0], input[p + x0 + xStride], input[p + x0 + 2u * xStride], input[p + x0 + 3u * xStride],
      );
      if (isBias) { s = mat4x4f(ONE, ONE, ONE, ONE); }
      let u = transpose(s);
      a0 += g * u;
      if (WIDE) { a1 += h * u; }
      if (TALL) {
        s = mat4x4f(
          input[p + x1], input[p + x1 + xStride], input[p + x1 + 2u * xStride], input[p + x1 + 3u * xStride],
        );
        if (isNextBias) { s = mat4x4f(ONE, ONE, ONE, ONE); }
        let v = transpose(s);
        b0 += g * v;
        if (WIDE) { b1 += h * v; }
      }
      p += 4u * xStride;
      q += 4u * gStride;
    }
  }
  keep(part, rows, quad, a0);
  if (WIDE) { keep(part, rows, quad + 1u, a1); }
  if (TALL) {
    keep(part, rows + 1u, quad, b0);
    if (WIDE) { keep(part, rows + 1u, quad + 1u, b1); }
  }
}
