import { createRandom, type Random } from '../random.ts';
import type { ModelPlan, WeightTensor } from './model.ts';

/**
 * Standard deviation of a standard normal that is redrawn beyond ±2: Keras divides by it, so that a truncated
 * normal of variance scaling has the variance that it is named after (VarianceScaling in keras/initializers).
 */
const TRUNCATED_STDDEV = 0.87962566103423978;

/** Weights as they begin, packed as the plan says. The caller's. The same for the same plan and seed. */
export function initialWeights(plan: ModelPlan, seed: number): Float32Array<ArrayBuffer> {
  const random = createRandom(seed);
  const weights = new Float32Array(plan.size);
  for (const tensor of plan.weights) {
    const draw = drawer(tensor, random);
    for (let i = tensor.offset; i < tensor.offset + tensor.size; i++) weights[i] = draw();
  }
  return weights;
}

/** *Returns* what draws one weight after the other. Fans as Keras counts them: a kernel's window counts. */
function drawer({ init, shape }: WeightTensor, random: Random): () => number {
  if (init === 'zeros') return () => 0;
  if (init === 'ones') return () => 1;
  const outputs = shape.at(-1) ?? 1;
  const inputs = shape.at(-2) ?? 1;
  const window = shape.slice(0, -2).reduce((product, n) => product * n, 1);
  const fanIn = window * inputs;
  const fanOut = window * outputs;
  switch (init.type) {
    case 'truncated-normal':
      return () => init.stddev * truncatedNormal(random);
    case 'variance-scaling': {
      const stddev = Math.sqrt(init.scale / fanIn) / TRUNCATED_STDDEV;
      return () => stddev * truncatedNormal(random);
    }
    case 'glorot-uniform': {
      const limit = Math.sqrt(6 / (fanIn + fanOut));
      return () => limit * (2 * random.uniform() - 1);
    }
  }
}

/** Standard normal, redrawn beyond two standard deviations. */
function truncatedNormal(random: Random): number {
  for (;;) {
    const value = random.normal();
    if (Math.abs(value) <= 2) return value;
  }
}
