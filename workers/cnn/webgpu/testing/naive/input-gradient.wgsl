// Gradient of a convolution's input as one would write it first, for benchmarks to measure input-gradient.wgsl by, whose
// place it takes: a thread has four channels of one position.

@group(0) @binding(1) var<storage, read> gradient: array<vec4f>;
@group(0) @binding(2) var<storage, read> weights: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> result: array<vec4f>;

@compute @workgroup_size(64)
fn inputGradient(
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
  var sum = vec4f();
  for (var row = 0u; row < KERNEL_HEIGHT; row++) {
    for (var column = 0u; column < KERNEL_WIDTH; column++) {
      let tap = row * KERNEL_WIDTH + column;
      let p = image * G_IMAGE + (y + KERNEL_HEIGHT - 1u - row) * G_ROW
        + (x + KERNEL_WIDTH - 1u - column) * G_QUADS;
      let w = WEIGHTS + (tap * OUT_QUADS + quad) * 4u * G_QUADS;
      for (var c = 0u; c < G_QUADS; c++) {
        let g = gradient[p + c];
        sum += vec4f(
          dot(weights[w + c], g),
          dot(weights[w + G_QUADS + c], g),
          dot(weights[w + 2u * G_QUADS + c], g),
          dot(weights[w + 3u * G_QUADS + c], g),
        );
      }
    }
  }
  result[at] = sum;
}
