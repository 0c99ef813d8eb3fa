// Gradient of a convolution's input (of a dense layer's: a window of 1 × 1 on images of one position), as an
// implicit matrix product: the output's gradient, mirrored window by window, times the transposed weights.
//
// A thread has 8 positions × 8 channels in four 4 × 4 matrices, or fewer, as in convolve.wgsl. The output's gradient has zeros
// around it as far as the mirrored window reaches, so that no load is tested for the edge.
//
// Bindings: the output's gradient; all weights, of which this layer's begin at quad WEIGHTS; the input's gradient,
// without margins. Limits: 2^32 quads a buffer. Sums are float32, in order of row, column, filter.

@group(0) @binding(1) var<storage, read> gradient: array<vec4f>;
@group(0) @binding(2) var<storage, read> weights: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> result: array<vec4f>;

const POSITIONS = OUT_HEIGHT * OUT_WIDTH;
const TILES = (OUT_QUADS + TILE_QUADS - 1u) / TILE_QUADS;

fn sourceOf(m: u32) -> u32 {
  let p = m % POSITIONS;
  return m / POSITIONS * G_IMAGE + p / OUT_WIDTH * G_ROW + p % OUT_WIDTH * G_QUADS;
}

fn keep(m: u32, quad: u32, sums: mat4x4f) {
  if (quad >= OUT_QUADS) { return; }
  let total = step.batch * POSITIONS;
  for (var i = 0u; i < 4u; i++) {
    if (m + i < total) { result[(m + i) * OUT_QUADS + quad] = sums[i]; }
  }
}

@compute @workgroup_size(64)
fn inputGradient(
  @builtin(global_invocation_id) id: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
) {
  let at = thread(id, groups);
  let m = at / TILES * TILE_POSITIONS;
  let total = step.batch * POSITIONS;
  if (m >= total) { return; }
  let quad = at % TILES * TILE_QUADS;
  let last = total - 1u;
  let p0 = sourceOf(m);
  let p1 = sourceOf(min(m + 1u, last));
  let p2 = sourceOf(min(m + 2u, last));
  let p3 = sourceOf(min(m + 3u, last));
  let p4 = sourceOf(min(m + 4u, last));
  let p5 = sourceOf(min(m + 5u, last));
  let p6 = sourceOf(min(m + 6u, last));
  let p7 = sourceOf(min(m + 7u, last));
  let next = (min(quad + 1u, OUT_QUADS - 1u) - quad) * 4u * G_QUADS;
  var a0 = mat4x4f();
  var a1 = mat4x4f();
  var b0 = mat4x4f();
  var b1 = mat4x4f();
  for (var tap = 0u; tap < KERNEL_HEIGHT * KERNEL_WIDTH; tap++) {
    let row = KERNEL_HEIGHT - 1u - tap / KERNEL_WIDTH;
    let column = KERNEL_WIDTH - 1u - tap % KERNEL_WIDTH;
    let begin = row * G_ROW + column * G_QUADS;
    var w = WEIGHTS + (tap * OUT_QUADS + quad) * 4u * G_QUADS;
    for (var c = begin; c < begin + G_QUADS; c++) {
      let u = transpose(mat4x4f(
        weights[w], weights[w + G_QUADS], weights[w + 2u * G_QUADS], weights[w + 3u * G_QUADS],
      ));
      var v = mat4x4f();
      if (WIDE) {
        v = transpose(mat4x4f(
          weights[w + next], weights[w + next + G_QUADS],
          weights[w + next + 2u * G_QUADS], weights[w + next + 3u * G_QUADS],
        ));
      }
      let x = mat4x4f(gradient[p0 + c], gradient[p1 + c], gradient[p2 + c], gradient[p3 + c]);
      a0 += u * x;
      if (WIDE) { a1 += v * x; }
      if (TALL) {
        let y = mat4x4f(gradient[p4 + c], gradient[p5 + c], gradient[p6 + c], gradient[p7 + c]);
        b0 += u * y;
        if (WIDE) { b1 += v * y; }
      }
      w += 1u;
    }
  }
  keep(m, quad, a0);
  if (WIDE) { keep(m, quad + 1u, a1); }
  if (TALL) {
    keep(m + 4u, quad, b0);
    if (WIDE) { keep(m + 4u, quad + 1u, b1); }
  }
}
