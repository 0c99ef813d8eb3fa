// Dense forward. `multiply`: batch × inputs times inputs × units, 8 images × 8 units a thread in four 4 × 4 matrices,
// or fewer, as in convolve.wgsl; there are far fewer such tiles than a graphics card has lanes, so the inputs are split into
// SPLITS ranges with sums of their own. `finish`: one thread a quad of the output adds them up in order, with bias,
// ReLU and dropout.
//
// Bindings: input, without margins; all weights, of which this layer's begin at quad WEIGHTS ([input][unit], then a row
// of biases); sums, [range][image][unit]; output. Limits: 2^32 quads a buffer.

@group(0) @binding(1) var<storage, read> input: array<vec4f>;
@group(0) @binding(2) var<storage, read> weights: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> sums: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> output: array<vec4f>;

const TILES = (OUT_QUADS + TILE_QUADS - 1u) / TILE_QUADS;
const SHARE = (IN_IMAGE + SPLITS - 1u) / SPLITS;

fn keep(part: u32, image: u32, quad: u32, values: mat4x4f) {
  if (quad >= OUT_QUADS) { return; }
  for (var i = 0u; i < 4u; i++) {
    if (image + i < step.batch) {
      sums[(part * step.batch + image + i) * OUT_QUADS + quad] = values[i];
    }
  }
}

@compute @workgroup_size(64)
fn multiply(
  @builtin(global_invocation_id) id: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
) {
  let at = thread(id, groups);
  let imageTiles = (step.batch + TILE_POSITIONS - 1u) / TILE_POSITIONS;
  let part = at / TILES / imageTiles;
  if (part >= SPLITS) { return; }
  let image = at / TILES % imageTiles * TILE_POSITIONS;
  let quad = at % TILES * TILE_QUADS;
  let next = min(quad + 1u, OUT_QUADS - 1u) - quad;
  let last = step.batch - 1u;
  let p0 = image * IN_IMAGE;
  let p1 = min(image + 1u, last) * IN_IMAGE;
  let p2 = min(image + 2u, last) * IN_IMAGE;
  let p3 = min(image + 3u, last) * IN_IMAGE;
  let p4 = min(image + 4u, last) * IN_IMAGE;
  let p5 = min(image + 5u, last) * IN_IMAGE;
  let p6 = min(image + 6u, last) * IN_IMAGE;
  let p7 = min(image + 7u, last) * IN_IMAGE;
  var a0 = mat4x4f();
  var a1 = mat4x4f();
  var b0 = mat4x4f();
  var b1 = mat4x4f();
  let end = min(IN_IMAGE, (part + 1u) * SHARE);
  var w = WEIGHTS + part * SHARE * 4u * OUT_QUADS + quad;
  for (var c = part * SHARE; c < end; c++) {
    let u = mat4x4f(
      weights[w], weights[w + OUT_QUADS], weights[w + 2u * OUT_QUADS], weights[w + 3u * OUT_QUADS],
    );
    var v = mat4x4f();
    if (WIDE) {
      v = mat4x4f(
        weights[w + next], weights[w + next + OUT_QUADS],
        weights[w + next + 2u * OUT_QUADS], weights[w + next + 3u * OUT_QUADS],
      );
    }
    let x = mat4x4f(input[p0 + c], input[p1 + c], input[p2 + c], input[p3 + c]);
    a0 += u * x;
    if (WIDE) { a1 += v * x; }
    if (TALL) {
      let y = mat4x4f(input[p4 + c], input[p5 + c], input[p6 + c], input[p7 + c]);
      b0 += u * y;
      if (WIDE) { b1 += v * y; }
    }
    w += 4u * OUT_QUADS;
  }
  keep(part, image, quad, a0);
  if (WIDE) { keep(part, image, quad + 1u, a1); }
  if (TALL) {
    keep(part, image + 4u, quad, b0);
    if (WIDE) { keep(part, image + 4u, quad + 1u, b1); }
  }
}

@compute @workgroup_size(64)
fn finish(
  @builtin(global_invocation_id) id: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
) {
  let at = thread(id, groups);
  if (at >= step.batch * OUT_QUADS) { return; }
  let quad = at % OUT_QUADS;
  var value = weights[WEIGHTS + 4u * IN_IMAGE * OUT_QUADS + quad];
  for (var part = 0u; part < SPLITS; part++) {
    value += sums[part * step.batch * OUT_QUADS + at];
  }
  if (RELU) { value = rectify(value); }
  if (DROPOUT) {
    value = select(vec4f(), value * step.scale, kept(at / OUT_QUADS * OUT_CHANNELS + 4u * quad));
  }
  output[at] = value;
}
