/** A dense layer as it is written, in float64. `weights`: inputs × units; `gradient`, of the output: images × units. */
export function denseReference(
  images: number,
  input: Float32Array,
  weights: Float32Array,
  bias: Float32Array,
  gradient: Float32Array,
) {
  const units = bias.length;
  const inputs = weights.length / units;
  const output = new Float64Array(images * units);
  const inputGradient = new Float64Array(images * inputs);
  const kernelGradient = new Float64Array(weights.length);
  const biasGradient = new Float64Array(units);
  for (let image = 0; image < images; image++) {
    for (let unit = 0; unit < units; unit++) {
      const g = gradient[image * units + unit] ?? NaN;
      let sum = bias[unit] ?? NaN;
      for (let i = 0; i < inputs; i++) {
        const at = image * inputs + i;
        const value = input[at] ?? NaN;
        const weight = weights[i * units + unit] ?? NaN;
        sum += value * weight;
        inputGradient[at] = (inputGradient[at] ?? NaN) + g * weight;
        kernelGradient[i * units + unit] = (kernelGradient[i * units + unit] ?? NaN) + g * value;
      }
      output[image * units + unit] = sum;
      biasGradient[unit] = (biasGradient[unit] ?? NaN) + g;
    }
  }
  return { output, inputGradient, kernelGradient, biasGradient };
}

/** One step of Adam with moments of 0: what is added to each weight. */
export function adamReference(
  gradient: Float64Array,
  { rate, beta1, beta2, epsilon }: Readonly<Record<'rate' | 'beta1' | 'beta2' | 'epsilon', number>>,
): Float64Array {
  return gradient.map(
    (g) => (-rate * (1 - beta1) * g) / (Math.sqrt((1 - beta2) * g ** 2) + epsilon),
  );
}
