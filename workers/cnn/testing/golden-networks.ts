import type { LayerSpec } from '../../contracts/cnn.ts';
import type { EngineImages } from '../engine.ts';
import json from '../goldens/networks.json?raw';
import { type ModelPlan, planModel } from '../model.ts';

/** What scripts/goldens/cnn-networks.py wrote. */
interface Goldens {
  readonly classes: number;
  readonly count: number;
  readonly batch: number;
  readonly learningRate: number;
  readonly networks: readonly {
    readonly title: string;
    readonly input: readonly [number, number, 1 | 3];
    readonly layers: readonly LayerSpec[];
    readonly losses: readonly number[];
    readonly gradients: Readonly<Record<string, string>>;
    readonly weightsAfter?: Readonly<Record<string, string>>;
    readonly probabilities: string;
  }[];
}

/** A small network with PyTorch's results, and the images and weights that they are of. */
export interface GoldenNetwork {
  readonly title: string;
  readonly plan: ModelPlan;
  readonly train: EngineImages;
  readonly weights: Float32Array<ArrayBuffer>;
  readonly learningRate: number;
  /** Indices of each step's batch. */
  readonly batches: readonly Uint32Array<ArrayBuffer>[];
  /** Loss of each step. */
  readonly losses: readonly number[];
  /** Of the first step, by the name of the weight; running statistics have none. */
  readonly gradients: ReadonlyMap<string, Float32Array>;
  /** After the last step, by name; empty where rounding decides some of them. */
  readonly weightsAfter: ReadonlyMap<string, Float32Array>;
  /** Of all images with the running statistics, after the last step. */
  readonly probabilities: Float32Array;
}

const decode = (base64: string): Float32Array =>
  new Float32Array(Uint8Array.from(atob(base64), (char) => char.charCodeAt(0)).buffer);

const decodeAll = (tensors: Readonly<Record<string, string>>): Map<string, Float32Array> =>
  new Map(Object.entries(tensors).map(([name, base64]) => [name, decode(base64)]));

/** The script's formulas, in the same order of operations. */
const wave = (index: number, at: number): number =>
  Math.sin(12.9898 * (at + 1) + 78.233 * (index + 1));

function startWeights(plan: ModelPlan): Float32Array<ArrayBuffer> {
  const weights = new Float32Array(plan.size);
  for (const [index, { role, offset, size }] of plan.weights.entries()) {
    for (let i = 0; i < size; i++) {
      const value = wave(index, i);
      if (role === 'gamma') weights[offset + i] = 1 + 0.2 * value;
      else if (role === 'moving-variance') weights[offset + i] = 1 + 0.5 * value;
      else weights[offset + i] = 0.3 * value;
    }
  }
  return weights;
}

export function goldenNetworks(): GoldenNetwork[] {
  const goldens = JSON.parse(json) as Goldens;
  const { classes, count, batch, learningRate } = goldens;
  return goldens.networks.map((network) => {
    const [height, width, channels] = network.input;
    const plan = planModel(network.layers, { height, width, channels }, classes);
    return {
      title: network.title,
      plan,
      train: {
        images: Uint8Array.from(
          { length: count * height * width * channels },
          (_, i) => (i * 7919) % 251,
        ),
        labels: Uint8Array.from({ length: count }, (_, i) => (i * 5) % classes),
        count,
      },
      weights: startWeights(plan),
      learningRate,
      batches: network.losses.map((_, step) =>
        Uint32Array.from({ length: batch }, (_, i) => ((step + 1) * 3 + i) % count),
      ),
      losses: network.losses,
      gradients: decodeAll(network.gradients),
      weightsAfter: decodeAll(network.weightsAfter ?? {}),
      probabilities: decode(network.probabilities),
    };
  });
}
