// Convolution forward as an implicit matrix product: positions × (window · channels) times (window · channels) ×
// filters, with bias, ReLU, 2 × 2 max-pooling and dropout before the values leave the registers.
//
// A thread has 8 positions × 8 filters in four 4 × 4 matrices: 16 loads of 16 bytes serve 256 multiply-adds; or fewer of
// either, as tiles.ts chooses. No shared memory and no barriers, which software adapters pay dearly for. Neighbouring threads have the same positions and other filters. The input has the
// convolution's padding around it (tensor.ts), so that no load is ever tested for the edge. With POOL, positions go
// window by window, and a 4 × 4 matrix has the four positions of one: pooling is a maximum of its columns.
//
// Bindings: input; all weights, of which this layer's begin at quad WEIGHTS ([row][column][channel][filter], then a row
// of biases); output; with POOL, the place in its window of each maximum, for the gradient.
// Limits: 2^32 quads a buffer. Sums are float32, in order of row, column, channel.

@group(0) @binding(1) var<storage, read> input: array<vec4f>;
@group(0) @binding(2) var<storage, read> weights: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> output: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> places: array<vec2u>;

/** Positions of an image that are computed; rows and columns that pooling leaves out are not. */
const POSITIONS = select(HEIGHT * WIDTH, OUT_HEIGHT * OUT_WIDTH * 4u, POOL);
const TILES = (OUT_QUADS + TILE_QUADS - 1u) / TILE_QUADS;

fn sourceOf(m: u32) -> u32 {
  let image = m / POSITIONS;
  let p = m % POSITIONS;
  if (POOL) {
    let y = 2u * (p / 4u / OUT_WIDTH) + p % 4u / 2u;
    let x = 2u * (p / 4u % OUT_WIDTH) + p % 2u;
    return image * IN_IMAGE + y * IN_ROW + x * IN_QUADS;
  }
  return image * IN_IMAGE + p / WIDTH * IN_ROW + p % WIDTH * IN_QUADS;
}

/** `position`: of the output, counted over all images. */
fn emit(position: u32, quad: u32, value: vec4f, won: vec4u) {
  let image = position / (OUT_HEIGHT * OUT_WIDTH);
  let y = position / OUT_WIDTH % OUT_HEIGHT;
  let x = position % OUT_WIDTH;
  var v = value;
  var winners = won;
  if (DROPOUT) {
    let stays = kept(position * OUT_CHANNELS + 4u * quad);
    v = select(vec4f(), v * step.scale, stays);
    winners = select(vec4u(NONE), winners, stays);
  }
  output[image * OUT_IMAGE + OUT_ORIGIN + y * OUT_ROW + x * OUT_QUADS + quad] = v;
  if (POOL) { places[position * OUT_QUADS + quad] = packPlaces(winners); }
}

fn emitPooled(window: u32, quad: u32, sums: mat4x4f, bias: vec4f) {
  var value = sums[0] + bias;
  var best = order(value);
  var won = vec4u(0u);
  for (var i = 1u; i < 4u; i++) {
    let other = sums[i] + bias;
    let key = order(other);
    let more = key > best;
    value = select(value, other, more);
    best = select(best, key, more);
    won = select(won, vec4u(i), more);
  }
  if (RELU) {
    value = rectify(value);
    won = select(won, vec4u(NONE), bitcast<vec4u>(value) == vec4u(0u));
  }
  emit(window, quad, value, won);
}

fn emitTile(m: u32, quad: u32, sums: mat4x4f) {
  let total = step.batch * POSITIONS;
  if (m >= total || quad >= OUT_QUADS) { return; }
  let bias = weights[WEIGHTS + KERNEL_ROWS * OUT_QUADS + quad];
  if (POOL) {
    emitPooled(m / 4u, quad, sums, bias);
    return;
  }
  for (var i = 0u; i < 4u; i++) {
    if (m + i >= total) { return; }
    let value = sums[i] + bias;
    if (RELU) { emit(m + i, quad, rectify(value), vec4u()); }
    else { emit(m + i, quad, value, vec4u()); }
  }
}

@compute @workgroup_size(64)
fn convolve(
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
  // A tile beyond the last filter computes that one again, and is not written.
  let next = min(quad + 1u, OUT_QUADS - 1u) - quad;
  var a0 = mat4x4f();
  var a1 = mat4x4f();
  var b0 = mat4x4f();
  var b1 = mat4x4f();
  var w = WEIGHTS + quad;
  for (var row = 0u; row < KERNEL_HEIGHT; row++) {
    // The values that a row of the window sees lie side by side.
    let begin = row * IN_ROW;
    for (var c = begin; c < begin + KERNEL_WIDTH * IN_QUADS; c++) {
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
  }
  emitTile(m, quad, a0);
  if (WIDE) { emitTile(m, quad + 1u, a1); }
  if (TALL) {
    emitTile(m + 4u, quad, b0);
    if (WIDE) { emitTile(m + 4u, quad + 1u, b1); }
  }
}
