// Batch normalisation over the channels (Ioffe and Szegedy 2015), as Keras has it: the batch's variance is not corrected
// for its size, and running statistics move by 1 − MOMENTUM.
//
//   moments    a thread has one quad of channels and up to CHUNK positions: their mean, then their squares around it,
//              which loses no digits.
//   combine    a thread has one quad of channels: all chunks in order (Chan, Golub and LeVeque 1979), the running
//              statistics, and mean and 1 / √(variance + ε) for the next pass and the gradient.
//   running    in place of both where nothing is learned: the running statistics.
//   normalise  a thread writes one quad of the output.
//
// Bindings: input; output; all weights: γ at quad SCALE, β after it, running mean at quad RUNNING, variance after it;
// statistics: quads of means, then of inverse deviations; chunks: quads of means, then of squares.

@group(0) @binding(1) var<storage, read> input: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> output: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> weights: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> statistics: array<vec4f>;
@group(0) @binding(5) var<storage, read_write> chunks: array<vec4f>;

const POSITIONS = IN_HEIGHT * IN_WIDTH;

fn load(position: u32, quad: u32) -> vec4f {
  let p = position % POSITIONS;
  let at = position / POSITIONS * IN_IMAGE + IN_ORIGIN + p / IN_WIDTH * IN_ROW + p % IN_WIDTH * IN_QUADS;
  return input[at + quad];
}

@compute @workgroup_size(64)
fn moments(
  @builtin(global_invocation_id) id: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
) {
  let at = thread(id, groups);
  let first = at / IN_QUADS * CHUNK;
  let quad = at % IN_QUADS;
  let total = step.batch * POSITIONS;
  if (first >= total) { return; }
  let end = min(first + CHUNK, total);
  var sum = vec4f();
  for (var p = first; p < end; p++) { sum += load(p, quad); }
  let mean = sum / f32(end - first);
  var squares = vec4f();
  for (var p = first; p < end; p++) {
    let d = load(p, quad) - mean;
    squares += d * d;
  }
  chunks[2u * at] = mean;
  chunks[2u * at + 1u] = squares;
}

@compute @workgroup_size(64)
fn combine(
  @builtin(global_invocation_id) id: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
) {
  let quad = thread(id, groups);
  if (quad >= IN_QUADS) { return; }
  let total = step.batch * POSITIONS;
  var mean = vec4f();
  var squares = vec4f();
  for (var first = 0u; first < total; first += CHUNK) {
    let at = 2u * (first / CHUNK * IN_QUADS + quad);
    let before = f32(first);
    let count = f32(min(CHUNK, total - first));
    let d = chunks[at] - mean;
    mean += d * (count / (before + count));
    squares += chunks[at + 1u] + d * d * (before * count / (before + count));
  }
  let variance = squares / f32(total);
  statistics[quad] = mean;
  statistics[IN_QUADS + quad] = 1.0 / sqrt(variance + EPSILON);
  let running = RUNNING + quad;
  weights[running] = MOMENTUM * weights[running] + (1.0 - MOMENTUM) * mean;
  weights[running + IN_QUADS] = MOMENTUM * weights[running + IN_QUADS] + (1.0 - MOMENTUM) * variance;
}

@compute @workgroup_size(64)
fn running(
  @builtin(global_invocation_id) id: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
) {
  let quad = thread(id, groups);
  if (quad >= IN_QUADS) { return; }
  statistics[quad] = weights[RUNNING + quad];
  statistics[IN_QUADS + quad] = 1.0 / sqrt(weights[RUNNING + IN_QUADS + quad] + EPSILON);
}

@compute @workgroup_size(64)
fn normalise(
  @builtin(global_invocation_id) id: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
) {
  let at = thread(id, groups);
  let position = at / IN_QUADS;
  let quad = at % IN_QUADS;
  if (position >= step.batch * POSITIONS) { return; }
  let scale = weights[SCALE + quad] * statistics[IN_QUADS + quad];
  let value = (load(position, quad) - statistics[quad]) * scale + weights[SCALE + IN_QUADS + quad];
  let p = position % POSITIONS;
  let to = position / POSITIONS * OUT_IMAGE + OUT_ORIGIN + p / IN_WIDTH * OUT_ROW + p % IN_WIDTH * IN_QUADS;
  output[to + quad] = value;
}
