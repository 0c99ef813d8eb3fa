// Gradient of what chain.wgsl and the ends of convolve.wgsl and dense.wgsl do; without any of it, a copy into a
// tensor with margins.
//
// A thread writes one quad of the input's gradient. With pooling, a value has its window's gradient if it won. With a
// ReLU alone, the output tells whether it let the value through; so it does of dropout after a ReLU. Dropout alone is
// drawn again.
// Bindings: the output's gradient, without margins; the output; the places of maxima; the input's gradient.

@group(0) @binding(1) var<storage, read> gradient: array<vec4f>;
@group(0) @binding(2) var<storage, read> output: array<vec4f>;
@group(0) @binding(3) var<storage, read> places: array<vec2u>;
@group(0) @binding(4) var<storage, read_write> result: array<vec4f>;

fn through(image: u32, y: u32, x: u32, quad: u32) -> vec4f {
  let row = y / SIZE;
  let column = x / SIZE;
  // What does not fill a window is left out.
  if (row >= OUT_HEIGHT || column >= OUT_WIDTH) { return vec4f(); }
  let position = (image * OUT_HEIGHT + row) * OUT_WIDTH + column;
  var g = gradient[position * OUT_QUADS + quad];
  if (DROPOUT) { g *= step.scale; }
  if (POOL) {
    let place = y % SIZE * SIZE + x % SIZE;
    return select(vec4f(), g, unpackPlaces(places[position * OUT_QUADS + quad]) == vec4u(place));
  }
  if (RELU) {
    let value = output[image * OUT_IMAGE + OUT_ORIGIN + row * OUT_ROW + column * OUT_QUADS + quad];
    return select(vec4f(), g, bitcast<vec4u>(value) != vec4u(0u));
  }
  if (DROPOUT) { return select(vec4f(), g, kept(position * OUT_CHANNELS + 4u * quad)); }
  return g;
}

@compute @workgroup_size(64)
fn backward(
  @builtin(global_invocation_id) id: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
) {
  let at = thread(id, groups);
  let position = at / G_QUADS;
  let quad = at % G_QUADS;
  let image = position / (G_HEIGHT * G_WIDTH);
  if (image >= step.batch) { return; }
  let y = position / G_WIDTH % G_HEIGHT;
  let x = position % G_WIDTH;
  result[image * G_IMAGE + G_ORIGIN + y * G_ROW + x * G_QUADS + quad] = through(image, y, x, quad);
}
