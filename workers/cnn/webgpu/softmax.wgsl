// Softmax and cross-entropy, from logits.
//
//   predict  a thread writes one image's probabilities.
//   lose     one workgroup: each thread has every 64th image, its loss log Σ exp(x) − x[label], whether its largest
//            logit is the label's, and the mean loss's gradient (p − one-hot) / batch; then the first adds up the
//            threads' sums in order, into the step's slot of the results.
//
// Of equal logits the first counts as the largest. A NaN among the logits is found on its bits and makes the loss NaN,
// which arithmetic that assumes there is none might not.
// Bindings: logits; probabilities or gradient; labels, bytes; indices of the batch's images; results: mean loss, hits.

@group(0) @binding(1) var<storage, read> logits: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> output: array<vec4f>;
@group(0) @binding(3) var<storage, read> labels: array<u32>;
@group(0) @binding(4) var<storage, read> indices: array<u32>;
@group(0) @binding(5) var<storage, read_write> results: array<vec2u>;

var<workgroup> losses: array<f32, 64>;
var<workgroup> hits: array<u32, 64>;

struct Row {
  largest: f32,
  best: u32,
  sum: f32,
  isNumber: bool,
}

fn measure(image: u32) -> Row {
  let first = image * OUT_QUADS;
  var row = Row(logits[first].x, 0u, 0.0, true);
  for (var c = 0u; c < CLASSES; c++) {
    let value = logits[first + c / 4u][c % 4u];
    if ((bitcast<u32>(value) & 0x7fffffffu) > 0x7f800000u) { row.isNumber = false; }
    if (value > row.largest) {
      row.largest = value;
      row.best = c;
    }
  }
  for (var c = 0u; c < CLASSES; c++) { row.sum += exp(logits[first + c / 4u][c % 4u] - row.largest); }
  return row;
}

fn probabilities(image: u32, quad: u32, row: Row) -> vec4f {
  let classes = vec4u(4u * quad) + vec4u(0u, 1u, 2u, 3u);
  let values = exp(logits[image * OUT_QUADS + quad] - row.largest) / row.sum;
  return select(vec4f(), values, classes < vec4u(CLASSES));
}

@compute @workgroup_size(64)
fn predict(
  @builtin(global_invocation_id) id: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
) {
  let image = thread(id, groups);
  if (image >= step.batch) { return; }
  let row = measure(image);
  for (var quad = 0u; quad < OUT_QUADS; quad++) {
    output[image * OUT_QUADS + quad] = probabilities(image, quad, row);
  }
}

@compute @workgroup_size(64)
fn lose(@builtin(local_invocation_index) lane: u32) {
  var loss = 0.0;
  var correct = 0u;
  let share = 1.0 / f32(step.batch);
  // Kept from the compiler, which must not fold what comes of it.
  var notANumber = 0x7fc00000u + min(step.batch, 1u);
  for (var image = lane; image < step.batch; image += 64u) {
    let index = indices[image];
    let label = (labels[index / 4u] >> (8u * (index % 4u))) & 255u;
    let row = measure(image);
    let own = log(row.sum) + row.largest - logits[image * OUT_QUADS + label / 4u][label % 4u];
    loss += select(bitcast<f32>(notANumber), own, row.isNumber);
    correct += u32(row.best == label);
    for (var quad = 0u; quad < OUT_QUADS; quad++) {
      let classes = vec4u(4u * quad) + vec4u(0u, 1u, 2u, 3u);
      let truth = select(vec4f(), vec4f(1.0), classes == vec4u(label));
      output[image * OUT_QUADS + quad] = (probabilities(image, quad, row) - truth) * share;
    }
  }
  losses[lane] = loss;
  hits[lane] = correct;
  workgroupBarrier();
  if (lane > 0u) { return; }
  for (var i = 1u; i < 64u; i++) {
    loss += losses[i];
    correct += hits[i];
  }
  // By bits, as it may be NaN.
  results[step.slot] = vec2u(bitcast<u32>(loss * share), correct);
}
