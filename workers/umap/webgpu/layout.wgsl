// One round of an epoch of UMAP's layout. Update rule, why it is right, and memory: layout.ts.
// The plain loop: layout.reference.ts.
//
// A thread has one point: it walks the point's edges of this round, and for every one that is due this epoch
// moves the point as the samples of both directions would, then pushes it from `rate` random points. It
// reads positions as they were before the round and writes its own point after it: no atomics, and the same
// result in whatever order threads run.
//
// PRELUDE (2 or 3 components): Position and components(). Numeric limits: pow is exp2(b · log2 s), with the
// device's rounding; 2^27 edges, as the random numbers' counter leaves 32 to an edge.

struct Round {
  count: u32,
  epoch: u32,
  key: u32,
  rate: u32,
  /** Round · count: the round's first row. */
  firstRow: u32,
  a: f32,
  b: f32,
  gamma: f32,
  alpha: f32,
}

@group(0) @binding(0) var<uniform> now: Round;
@group(0) @binding(1) var<storage, read> rowStarts: array<u32>;
@group(0) @binding(2) var<storage, read> columns: array<u32>;
/** 2^32 / epochsPerSample: how far an edge's phase goes in an epoch. */
@group(0) @binding(3) var<storage, read> steps: array<u32>;
@group(0) @binding(4) var<storage, read> order: array<u32>;
@group(0) @binding(5) var<storage, read> before: array<Position>;
@group(0) @binding(6) var<storage, read_write> after: array<Position>;

/** Largest force along a component, as in umap-learn. */
const CLIP = 4.0;
/** Keeps the repulsion of near points finite, as in umap-learn. */
const NEAR = 0.001;
/** Squared distances below this count as 0: far below what float32 tells apart in a layout. */
const TINY = 1e-30;
/** 2^-16 of a turn: what is due just now must not be missed by rounding (layout.kernel.ts). */
const SLACK = 65536u;

/** lowbias32 (Wellons' hash prospector). */
fn hash(seed: u32) -> u32 {
  var x = seed;
  x ^= x >> 16u;
  x *= 0x7feb352du;
  x ^= x >> 15u;
  x *= 0x846ca68bu;
  return x ^ (x >> 16u);
}

/** random · n / 2^32, in halves of 16 bits. */
fn below(random: u32, n: u32) -> u32 {
  let low = (random & 0xffffu) * (n & 0xffffu);
  let middle = (random >> 16u) * (n & 0xffffu) + (low >> 16u);
  let other = (random & 0xffffu) * (n >> 16u) + (middle & 0xffffu);
  return (random >> 16u) * (n >> 16u) + (middle >> 16u) + (other >> 16u);
}

fn clip(force: Position) -> Position {
  return clamp(force, Position(-CLIP), Position(CLIP));
}

fn attraction(difference: Position) -> Position {
  let s = dot(difference, difference);
  if (s < TINY) { return Position(0.0); }
  let p = exp2(now.b * log2(s));
  return clip(-2.0 * now.a * now.b * p / (s * (1.0 + now.a * p)) * difference);
}

fn repulsion(between: Position, random: u32) -> Position {
  var difference = between;
  let s = dot(difference, difference);
  var p = 0.0;
  if (s < TINY) {
    // Points in one place part in a random direction.
    let signs = (vec3(random) << vec3(14u, 15u, 16u)) & vec3(0x80000000u);
    difference = components(bitcast<vec3<f32>>(signs | vec3(bitcast<u32>(NEAR))));
  } else {
    p = exp2(now.b * log2(s));
  }
  return clip(2.0 * now.gamma * now.b / ((s + NEAR) * (1.0 + now.a * p)) * difference);
}

@compute @workgroup_size(64)
fn moveHeads(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x >= now.count) { return; }
  let head = order[id.x];
  var current = before[head];
  let end = rowStarts[now.firstRow + head + 1u];
  for (var edge = rowStarts[now.firstRow + head]; edge < end; edge++) {
    let step = steps[edge];
    // Due when the phase has just begun another turn.
    if (step * now.epoch + SLACK >= step) { continue; }
    let start = current;

    // The samples of both directions move both ends; the tail's thread does the same, mirrored.
    var other = before[columns[edge]];
    for (var sample = 0; sample < 2; sample++) {
      let pull = now.alpha * attraction(current - other);
      current += pull;
      other -= pull;
    }

    var push = Position(0.0);
    for (var sample = 1u; sample <= now.rate; sample++) {
      let random = hash((((edge << 5u) + sample) * 0x9e3779b9u) ^ now.key);
      let stranger = below(random, now.count);
      if (stranger != head) { push += repulsion(start - before[stranger], random); }
    }
    current += now.alpha * push;
  }
  after[head] = current;
}
