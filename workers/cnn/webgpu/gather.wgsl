// A batch's images from the training set's bytes, scaled to value / 127.5 − 1.
//
// Before a convolution, the WINDOW · channels values that one row of its window sees lie side by side at each position
// (the rest of the last quad is 0): the convolution has a window one column wide then, needs no columns of margin,
// and wastes no lane on images of one or three channels. Otherwise WINDOW is 1.
//
// A thread writes one quad of the batch. Bindings: packed bytes of all images; indices of the batch's; the batch.

@group(0) @binding(1) var<storage, read> images: array<u32>;
@group(0) @binding(2) var<storage, read> indices: array<u32>;
@group(0) @binding(3) var<storage, read_write> batch: array<vec4f>;

fn value(first: u32, y: u32, x: u32, element: u32) -> f32 {
  let column = x + element / CHANNELS;
  if (element >= WINDOW * CHANNELS || column < LEFT || column >= LEFT + WIDTH) { return 0.0; }
  let at = first + (y * WIDTH + column - LEFT) * CHANNELS + element % CHANNELS;
  let byte = (images[at / 4u] >> (8u * (at % 4u))) & 255u;
  return f32(byte) / 127.5 - 1.0;
}

@compute @workgroup_size(64)
fn gather(
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
  let first = indices[image] * (HEIGHT * WIDTH * CHANNELS);
  batch[image * OUT_IMAGE + OUT_ORIGIN + y * OUT_ROW + x * OUT_QUADS + quad] = vec4f(
    value(first, y, x, 4u * quad),
    value(first, y, x, 4u * quad + 1u),
    value(first, y, x, 4u * quad + 2u),
    value(first, y, x, 4u * quad + 3u),
  );
}
