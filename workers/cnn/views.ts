import type { CnnView, Watched } from '../contracts/cnn.ts';
import { WorkerError } from '../rpc/errors.ts';
import type { CnnEngine } from './engine.ts';
import type { ModelPlan } from './model.ts';

/** @throws WorkerError `bad-parameter`, `wrong-shape` */
export function checkWatched(
  plan: ModelPlan,
  { image, activationLayer, kernelLayer }: Watched,
): void {
  const { height, width, channels } = plan.input;
  if (image.length !== height * width * channels) {
    throw new WorkerError(
      'wrong-shape',
      `A watched image has ${height} × ${width} × ${channels} values; this one has ${image.length}.`,
      { bytes: image.length },
    );
  }
  if (plan.layers[activationLayer]?.outputShape.length !== 3) {
    throw new WorkerError(
      'bad-parameter',
      `Layer ${activationLayer} has no activation maps: choose one before the flatten.`,
      { parameter: 'activationLayer' },
    );
  }
  if (plan.layers[kernelLayer]?.spec.type !== 'conv2d') {
    throw new WorkerError(
      'bad-parameter',
      `Layer ${kernelLayer} has no kernels: choose a convolution.`,
      { parameter: 'kernelLayer' },
    );
  }
}

/**
 * What the watched layers and image look like with `weights` (*borrowed*). `present`: they are those that the engine
 * has.
 */
export async function viewOf(
  engine: CnnEngine,
  plan: ModelPlan,
  { image, activationLayer, kernelLayer, id }: Watched,
  weights: Float32Array<ArrayBuffer>,
  present: boolean,
): Promise<CnnView> {
  const kernel = plan.weights.find(({ layer, role }) => layer === kernelLayer && role === 'kernel');
  if (!kernel) throw new WorkerError('internal', `Layer ${kernelLayer} has no kernel.`);
  const last = plan.layers.length - 1;
  const others = present ? undefined : weights;
  return {
    watchedId: id,
    kernels: weights.slice(kernel.offset, kernel.offset + kernel.size),
    activations: await engine.forward(image, activationLayer, others),
    probabilities: await engine.forward(image, last, others),
  };
}
