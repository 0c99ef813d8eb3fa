// Gradient of a convolution's kernel and biases as one would write it first, for benchmarks to measure weight-gradient.wgsl
// by, whose place it takes: a thread has one row of the kernel and four filters, and sums over the positions of its part
// of the batch.

@group(0) @binding(1) var<storage, read> input: array<f32>;
@group(0) @binding(2) var<storage, read> gradient: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> parts: array<vec4f>;

/** Rows of the kernel, and the quad of rows that holds the biases. */
const KERNEL_VALUES = 4u * KERNEL_HEIGHT * KERNEL_WIDTH * IN_QUADS;
const ROWS = KERNEL_VALUES + 4u;

@compute @workgroup_size(64)
fn weightGradient(
  @builtin(global_invocation_id) id: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
) {
  let at = thread(id, groups);
  let part = at / (ROWS * G_QUADS);
  if (part >= SPLITS) { return; }
  let row = at / G_QUADS % ROWS;
  let quad = at % G_QUADS;
  let kernelRow = row / (4u * KERNEL_WIDTH * IN_QUADS);
  let offset = 4u * kernelRow * IN_ROW + row % (4u * KERNEL_WIDTH * IN_QUADS);
  // Of a dense layer, the batch is one row of positions.
  let height = select(step.batch * G_HEIGHT, 1u, DENSE);
  let width = select(G_WIDTH, step.batch, DENSE);
  let xStride = 4u * select(IN_QUADS, IN_IMAGE, DENSE);
  let gStride = select(G_QUADS, G_IMAGE, DENSE);
  let share = (height + SPLITS - 1u) / SPLITS;
  var sum = vec4f();
  for (var y = part * share; y < min(height, (part + 1u) * share); y++) {
    let p = 4u * (y / G_HEIGHT * IN_IMAGE + y % G_HEIGHT * IN_ROW);
    let q = y / G_HEIGHT * G_IMAGE + G_ORIGIN + y % G_HEIGHT * G_ROW + quad;
    for (var x = 0u; x < width; x++) {
      var value = 1.0;
      if (row < KERNEL_VALUES) { value = input[p + x * xStride + offset]; }
      else if (row > KERNEL_VALUES) { value = 0.0; }
      sum += value * gradient[q + x * gStride];
    }
  }
  parts[PARTS + part * STRIDE + row * G_QUADS + quad] = sum;
}
