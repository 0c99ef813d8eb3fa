export interface Norm {
  readonly gamma: ArrayLike<number>;
  readonly beta: ArrayLike<number>;
  readonly epsilon: number;
}

/** Rows of channels, normalised by their own mean and biased variance. */
export function batchNormReference(input: Float32Array, { gamma, beta, epsilon }: Norm) {
  const channels = gamma.length;
  const rows = input.length / channels;
  const mean = new Float64Array(channels);
  const variance = new Float64Array(channels);
  input.forEach((value, i) => (mean[i % channels] = (mean[i % channels] ?? NaN) + value / rows));
  input.forEach((value, i) => {
    const d = value - (mean[i % channels] ?? NaN);
    variance[i % channels] = (variance[i % channels] ?? NaN) + (d * d) / rows;
  });
  const inverse = variance.map((value) => 1 / Math.sqrt(value + epsilon));
  const normalised = Float64Array.from(input, (value, i) => {
    return (value - (mean[i % channels] ?? NaN)) * (inverse[i % channels] ?? NaN);
  });
  const output = normalised.map(
    (value, i) => value * (gamma[i % channels] ?? NaN) + (beta[i % channels] ?? NaN),
  );
  return { mean, variance, inverse, normalised, output };
}

/** Gradients of input, γ and β. */
export function batchNormGradientReference(
  { normalised, inverse }: ReturnType<typeof batchNormReference>,
  gamma: ArrayLike<number>,
  gradient: Float32Array,
) {
  const channels = gamma.length;
  const rows = gradient.length / channels;
  const scale = new Float64Array(channels);
  const shift = new Float64Array(channels);
  gradient.forEach((g, i) => {
    const c = i % channels;
    scale[c] = (scale[c] ?? NaN) + g * (normalised[i] ?? NaN);
    shift[c] = (shift[c] ?? NaN) + g;
  });
  const input = Float64Array.from(gradient, (g, i) => {
    const c = i % channels;
    const rest = g - (shift[c] ?? NaN) / rows - ((normalised[i] ?? NaN) * (scale[c] ?? NaN)) / rows;
    return (gamma[c] ?? NaN) * (inverse[c] ?? NaN) * rest;
  });
  return { input, scale, shift };
}
