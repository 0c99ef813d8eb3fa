// What all of the network's kernels have in front, after their sizes (kernel.ts).

/** kernel.ts's StepUniform. */
struct Step {
  batch: u32,
  slot: u32,
  /** Values are dropped whose hash is below. */
  threshold: u32,
  /** Of those that stay. */
  scale: f32,
  seed: u32,
  rate: f32,
}

@group(0) @binding(0) var<uniform> step: Step;

/** Threads are numbered along x, then y: WebGPU has no more than 65,535 groups an axis. */
fn thread(id: vec3<u32>, groups: vec3<u32>) -> u32 {
  return id.x + id.y * groups.x * 64u;
}

/** max(0, v) on bits, which no compiler's fast arithmetic can rid of NaN. */
fn rectify(v: vec4f) -> vec4f {
  let bits = bitcast<vec4u>(v);
  return select(v, vec4f(), (bits >= vec4u(0x80000000u)) & (bits <= vec4u(0xff800000u)));
}

/** Whole numbers in the order of the floats, NaN above all. */
fn order(v: vec4f) -> vec4u {
  let bits = bitcast<vec4u>(v);
  let key = select(bits | vec4u(0x80000000u), ~bits, bits >= vec4u(0x80000000u));
  return select(key, vec4u(0xffffffffu), (bits & vec4u(0x7fffffffu)) > vec4u(0x7f800000u));
}

/** lowbias32 (Wellons' hash prospector), as in dropout.ts. */
fn hash(value: vec4u) -> vec4u {
  var x = value;
  x = (x ^ (x >> vec4u(16u))) * 0x7feb352du;
  x = (x ^ (x >> vec4u(15u))) * 0x846ca68bu;
  return x ^ (x >> vec4u(16u));
}

/** Which of the four values from `place` on dropout keeps. */
fn kept(place: u32) -> vec4<bool> {
  return hash(hash(vec4u(place) + vec4u(0u, 1u, 2u, 3u)) ^ vec4u(step.seed)) >= vec4u(step.threshold);
}
