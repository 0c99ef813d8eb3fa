import type { LayerSpec } from '../../contracts/cnn.ts';
import { tensorsOf } from '../layer-rules.ts';
import type { ModelPlan } from '../model.ts';

/** A layer alone, as a plan: what it is given need not be an image, nor what it makes probabilities. */
export function planLayer(
  spec: LayerSpec,
  inputShape: readonly number[],
  outputShape: readonly number[],
): ModelPlan {
  let size = 0;
  const weights = tensorsOf(spec, inputShape).map((tensor) => {
    const floats = tensor.shape.reduce((product, n) => product * n, 1);
    size += floats;
    return { ...tensor, name: tensor.role, layer: 0, offset: size - floats, size: floats };
  });
  return {
    input: { height: 0, width: 0, channels: 1 },
    classes: 0,
    layers: [{ name: spec.type, spec, outputShape, parameters: size, trainable: size }],
    weights,
    size,
  };
}
