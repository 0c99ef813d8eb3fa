/** One of Adam's updates, in place, of weights and moments; `rate` has the correction of the moments' bias in it. */
export function adamReference(
  weights: Float64Array,
  first: Float64Array,
  second: Float64Array,
  gradient: ArrayLike<number>,
  rate: number,
): void {
  weights.forEach((weight, i) => {
    const g = gradient[i] ?? NaN;
    const m = 0.9 * (first[i] ?? NaN) + 0.1 * g;
    const v = 0.999 * (second[i] ?? NaN) + 0.001 * g * g;
    first[i] = m;
    second[i] = v;
    weights[i] = weight - (rate * m) / (Math.sqrt(v) + 1e-7);
  });
}
