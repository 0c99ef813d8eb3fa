// Adam (Kingma and Ba 2015, section 2, in the form before its end that Keras has: ε outside of the correction of the
// bias), over all weights at once:
//
//   m ← β₁ m + (1 − β₁) g,  v ← β₂ v + (1 − β₂) g²,  w ← w − rate · m / (√v + ε)
//
// with rate = learning rate · √(1 − β₂ᵗ) / (1 − β₁ᵗ), from the step. A weight's gradient is the sum, in order, of the
// parts that weight-gradient.wgsl and batch-norm-gradient.wgsl left; it is never stored, but by `gradients`, for tests.
// A thread has one quad; a workgroup has a block of 64 quads of one tensor. Running statistics have no parts: they and
// padding have gradient 0, and stay as they are.
//
// Bindings: of each block, the first part's quad, how many parts, and how far apart; parts; weights; both moments;
// gradients.

@group(0) @binding(1) var<storage, read> blocks: array<vec4u>;
@group(0) @binding(2) var<storage, read> parts: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> weights: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> first: array<vec4f>;
@group(0) @binding(5) var<storage, read_write> second: array<vec4f>;
@group(0) @binding(6) var<storage, read_write> sums: array<vec4f>;

const BETA1 = 0.9;
const BETA2 = 0.999;
const TINY = 1e-7;

fn gradientOf(quad: u32) -> vec4f {
  let block = blocks[quad / 64u];
  var sum = vec4f();
  for (var part = 0u; part < block.y; part++) { sum += parts[block.x + part * block.z + quad % 64u]; }
  return sum;
}

@compute @workgroup_size(64)
fn adam(
  @builtin(global_invocation_id) id: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
) {
  let quad = thread(id, groups);
  if (quad >= QUADS) { return; }
  let g = gradientOf(quad);
  let m = BETA1 * first[quad] + (1.0 - BETA1) * g;
  let v = BETA2 * second[quad] + (1.0 - BETA2) * g * g;
  first[quad] = m;
  second[quad] = v;
  weights[quad] -= step.rate * m / (sqrt(v) + TINY);
}

@compute @workgroup_size(64)
fn gradients(
  @builtin(global_invocation_id) id: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
) {
  let quad = thread(id, groups);
  if (quad < QUADS) { sums[quad] = gradientOf(quad); }
}
