// Dense forward as one would write it first, for benchmarks to measure dense.wgsl by, whose place it takes: a thread of
// `finish` has four units of one image, and sums over all inputs. `multiply` has nothing to do.

@group(0) @binding(1) var<storage, read> input: array<f32>;
@group(0) @binding(2) var<storage, read> weights: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> sums: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> output: array<vec4f>;

@compute @workgroup_size(64)
fn multiply(
  @builtin(global_invocation_id) id: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
) {
  if (thread(id, groups) == 0u) { sums[0] = vec4f(); }
}

@compute @workgroup_size(64)
fn finish(
  @builtin(global_invocation_id) id: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
) {
  let at = thread(id, groups);
  if (at >= step.batch * OUT_QUADS) { return; }
  let image = at / OUT_QUADS;
  let quad = at % OUT_QUADS;
  var value = weights[WEIGHTS + 4u * IN_IMAGE * OUT_QUADS + quad];
  for (var i = 0u; i < 4u * IN_IMAGE; i++) {
    value += input[4u * image * IN_IMAGE + i] * weights[WEIGHTS + i * OUT_QUADS + quad];
  }
  if (RELU) { value = rectify(value); }
  if (DROPOUT) {
    value = select(vec4f(), value * step.scale, kept(image * OUT_CHANNELS + 4u * quad));
  }
  output[at] = value;
}
