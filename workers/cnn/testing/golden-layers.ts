import type { LayerSpec } from '../../contracts/cnn.ts';
import goldens from '../goldens/layers.json';
import type { ModelPlan, WeightTensor } from '../model.ts';
import { planLayer } from './layer-plan.ts';

/** What scripts/goldens/cnn-layers.py wrote. */
interface GoldenTensor {
  /** With the batch, where it has one. */
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

type GoldenWeights = Readonly<Partial<Record<WeightTensor['role'], GoldenTensor>>>;

interface StoredLayer {
  readonly name: string;
  readonly spec: LayerSpec;
  readonly input: GoldenTensor;
  readonly weights: GoldenWeights;
  readonly output: GoldenTensor;
  readonly outputGradient: GoldenTensor;
  readonly inputGradient: GoldenTensor;
  readonly weightGradients: GoldenWeights;
  readonly running?: GoldenWeights;
  readonly runningAfter?: GoldenWeights;
  readonly training?: boolean;
}

/** A layer with PyTorch's results, forward and back. Batches of images or vectors, row-major. */
export interface GoldenLayer {
  readonly name: string;
  readonly spec: LayerSpec;
  readonly plan: ModelPlan;
  readonly training: boolean;
  /** With the batch. */
  readonly shape: readonly number[];
  readonly input: Float32Array<ArrayBuffer>;
  /** In the plan's order, running statistics included. */
  readonly weights: Float32Array<ArrayBuffer>;
  readonly output: Float32Array;
  readonly outputGradient: Float32Array<ArrayBuffer>;
  readonly inputGradient: Float32Array;
  /** Of the trained ones, by role. */
  readonly weightGradients: ReadonlyMap<string, Float32Array>;
  /** Running statistics after the forward pass, by role; empty where it leaves them as they are. */
  readonly runningAfter: ReadonlyMap<string, Float32Array>;
}

export function goldenLayers(): GoldenLayer[] {
  return (goldens.layers as unknown as readonly StoredLayer[]).map((layer) => {
    const { name, spec, input, output, training = true } = layer;
    const plan = planLayer(spec, input.shape.slice(1), output.shape.slice(1));
    const weights = new Float32Array(plan.size);
    const given = byRole({ ...layer.weights, ...layer.running });
    for (const { role, offset } of plan.weights) weights.set(given.get(role) ?? [], offset);
    return {
      ...{ name, spec, plan, training, weights, shape: input.shape },
      input: Float32Array.from(input.data),
      output: Float32Array.from(output.data),
      outputGradient: Float32Array.from(layer.outputGradient.data),
      inputGradient: Float32Array.from(layer.inputGradient.data),
      weightGradients: byRole(layer.weightGradients),
      runningAfter: byRole(layer.runningAfter ?? {}),
    };
  });
}

/** Softmax and cross-entropy of rows of logits. */
export function goldenCrossEntropy() {
  const { logits, labels, probabilities, loss, correct, logitsGradient } = goldens.crossEntropy;
  const [images = 0, classes = 0] = logits.shape;
  return {
    ...{ images, classes, loss, correct, labels: Uint8Array.from(labels) },
    logits: Float32Array.from(logits.data),
    probabilities: Float32Array.from(probabilities.data),
    logitsGradient: Float32Array.from(logitsGradient.data),
  };
}

const byRole = (tensors: GoldenWeights): Map<string, Float32Array> =>
  new Map(Object.entries(tensors).map(([role, { data }]) => [role, Float32Array.from(data)]));
