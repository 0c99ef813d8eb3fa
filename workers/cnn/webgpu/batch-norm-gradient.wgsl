// Gradients of batch normalisation (batch-norm.wgsl): with x̂ the normalised input, g the output's gradient and ⟨·⟩ the
// mean over all positions of the batch, those of β and γ are Σ g and Σ g x̂, that of the input is
// γ / √(variance + ε) · (g − ⟨g⟩ − x̂ ⟨g x̂⟩).
//
//   sum      a thread has one quad of channels and up to CHUNK positions: their share of both sums.
//   combine  a thread has one quad of channels: all chunks in order; γ's gradient to quad PARTS, β's after it.
//   spread   a thread writes one quad of the input's gradient.
//
// Bindings: input; the output's gradient and the input's, without margins; all weights; statistics of the forward
// pass; chunks: quads of Σ g, then of Σ g x̂; parts: where adam.wgsl finds gradients.

@group(0) @binding(1) var<storage, read> input: array<vec4f>;
@group(0) @binding(2) var<storage, read> gradient: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> result: array<vec4f>;
@group(0) @binding(4) var<storage, read> weights: array<vec4f>;
@group(0) @binding(5) var<storage, read> statistics: array<vec4f>;
@group(0) @binding(6) var<storage, read_write> chunks: array<vec4f>;
@group(0) @binding(7) var<storage, read_write> parts: array<vec4f>;

const POSITIONS = IN_HEIGHT * IN_WIDTH;

fn normalised(position: u32, quad: u32) -> vec4f {
  let p = position % POSITIONS;
  let at = position / POSITIONS * IN_IMAGE + IN_ORIGIN + p / IN_WIDTH * IN_ROW + p % IN_WIDTH * IN_QUADS;
  return (input[at + quad] - statistics[quad]) * statistics[IN_QUADS + quad];
}

@compute @workgroup_size(64)
fn sum(
  @builtin(global_invocation_id) id: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
) {
  let at = thread(id, groups);
  let first = at / IN_QUADS * CHUNK;
  let quad = at % IN_QUADS;
  let total = step.batch * POSITIONS;
  if (first >= total) { return; }
  var plain = vec4f();
  var product = vec4f();
  for (var p = first; p < min(first + CHUNK, total); p++) {
    let g = gradient[p * IN_QUADS + quad];
    plain += g;
    product += g * normalised(p, quad);
  }
  chunks[2u * at] = plain;
  chunks[2u * at + 1u] = product;
}

@compute @workgroup_size(64)
fn combine(
  @builtin(global_invocation_id) id: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
) {
  let quad = thread(id, groups);
  if (quad >= IN_QUADS) { return; }
  let total = step.batch * POSITIONS;
  var plain = vec4f();
  var product = vec4f();
  for (var first = 0u; first < total; first += CHUNK) {
    let at = 2u * (first / CHUNK * IN_QUADS + quad);
    plain += chunks[at];
    product += chunks[at + 1u];
  }
  parts[PARTS + quad] = product;
  parts[PARTS + IN_QUADS + quad] = plain;
}

@compute @workgroup_size(64)
fn spread(
  @builtin(global_invocation_id) id: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
) {
  let at = thread(id, groups);
  let position = at / IN_QUADS;
  let quad = at % IN_QUADS;
  let total = step.batch * POSITIONS;
  if (position >= total) { return; }
  let share = 1.0 / f32(total);
  let rest = gradient[at] - parts[PARTS + IN_QUADS + quad] * share
    - normalised(position, quad) * (parts[PARTS + quad] * share);
  result[at] = weights[SCALE + quad] * statistics[IN_QUADS + quad] * rest;
}
