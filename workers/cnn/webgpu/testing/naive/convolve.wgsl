// Convolution forward as one would write it first, for benchmarks to measure convolve.wgsl by: a thread has four filters of
// one position (of the four of a window, one after the other, with POOL), reads each input value by itself, and shares
// no load with anything. Bindings, order of sums and results are convolve.wgsl's, whose place it takes.

@group(0) @binding(1) var<storage, read> input: array<f32>;
@group(0) @binding(2) var<storage, read> weights: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> output: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> places: array<vec2u>;

fn sumAt(image: u32, y: u32, x: u32, quad: u32) -> vec4f {
  var sum = vec4f();
  for (var row = 0u; row < KERNEL_HEIGHT; row++) {
    for (var column = 0u; column < KERNEL_WIDTH; column++) {
      let p = 4u * (image * IN_IMAGE + (y + row) * IN_ROW + (x + column) * IN_QUADS);
      let w = WEIGHTS + (row * KERNEL_WIDTH + column) * 4u * IN_QUADS * OUT_QUADS + quad;
      for (var channel = 0u; channel < 4u * IN_QUADS; channel++) {
        sum += input[p + channel] * weights[w + channel * OUT_QUADS];
      }
    }
  }
  return sum + weights[WEIGHTS + KERNEL_ROWS * OUT_QUADS + quad];
}

@compute @workgroup_size(64)
fn convolve(
  @builtin(global_invocation_id) id: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
) {
  let at = thread(id, groups);
  if (at >= step.batch * OUT_HEIGHT * OUT_WIDTH * OUT_QUADS) { return; }
  let quad = at % OUT_QUADS;
  let position = at / OUT_QUADS;
  let image = position / (OUT_HEIGHT * OUT_WIDTH);
  let y = position / OUT_WIDTH % OUT_HEIGHT;
  let x = position % OUT_WIDTH;
  var value: vec4f;
  var won = vec4u();
  if (POOL) {
    value = sumAt(image, 2u * y, 2u * x, quad);
    var best = order(value);
    for (var i = 1u; i < 4u; i++) {
      let other = sumAt(image, 2u * y + i / 2u, 2u * x + i % 2u, quad);
      let key = order(other);
      let more = key > best;
      value = select(value, other, more);
      best = select(best, key, more);
      won = select(won, vec4u(i), more);
    }
  } else {
    value = sumAt(image, y, x, quad);
  }
  if (RELU) {
    value = rectify(value);
    if (POOL) { won = select(won, vec4u(NONE), bitcast<vec4u>(value) == vec4u(0u)); }
  }
  if (DROPOUT) {
    let stays = kept(position * OUT_CHANNELS + 4u * quad);
    value = select(vec4f(), value * step.scale, stays);
    won = select(vec4u(NONE), won, stays);
  }
  output[image * OUT_IMAGE + OUT_ORIGIN + y * OUT_ROW + x * OUT_QUADS + quad] = value;
  if (POOL) { places[at] = packPlaces(won); }
}
