// ReLU, max-pooling and dropout (chain-rules.wgsl), in this order, where they are not made one with the layer before.
//
// A thread writes one quad of the output. Of equal values the first wins, as in TensorFlow; a NaN wins, and stays.
// Bindings: input; output; with pooling, the place in its window of each maximum, for the gradient.
// Limits: windows of up to 255 × 255.

@group(0) @binding(1) var<storage, read> input: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> output: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> places: array<vec2u>;

fn load(image: u32, y: u32, x: u32, quad: u32) -> vec4f {
  return input[image * IN_IMAGE + IN_ORIGIN + y * IN_ROW + x * IN_QUADS + quad];
}

@compute @workgroup_size(64)
fn forward(
  @builtin(global_invocation_id) id: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
) {
  let at = thread(id, groups);
  let position = at / OUT_QUADS;
  let quad = at % OUT_QUADS;
  let image = position / (OUT_HEIGHT * OUT_WIDTH);
  if (image >= step.batch) { return; }
  let y = position / OUT_WIDTH % OUT_HEIGHT;
  let x = position % OUT_WIDTH;
  var value = load(image, y * SIZE, x * SIZE, quad);
  var won = vec4u();
  if (POOL) {
    var best = order(value);
    for (var i = 1u; i < SIZE * SIZE; i++) {
      let other = load(image, y * SIZE + i / SIZE, x * SIZE + i % SIZE, quad);
      let key = order(other);
      let more = key > best;
      value = select(value, other, more);
      best = select(best, key, more);
      won = select(won, vec4u(i), more);
    }
  }
  if (RELU) {
    value = rectify(value);
    won = select(won, vec4u(NONE), bitcast<vec4u>(value) == vec4u(0u));
  }
  if (DROPOUT) {
    let stays = kept(position * OUT_CHANNELS + 4u * quad);
    value = select(vec4f(), value * step.scale, stays);
    won = select(vec4u(NONE), won, stays);
  }
  output[image * OUT_IMAGE + OUT_ORIGIN + y * OUT_ROW + x * OUT_QUADS + quad] = value;
  if (POOL) { places[at] = packPlaces(won); }
}
