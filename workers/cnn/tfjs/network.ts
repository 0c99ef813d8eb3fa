import * as tf from '@tensorflow/tfjs-core';
import { WorkerError } from '../../rpc/errors.ts';
import { dropoutMask } from '../dropout.ts';
import type { ModelPlan } from '../model.ts';

/** What a forward pass needs beside the images. */
export interface ForwardOptions {
  /** In the plan's order; *borrowed*. */
  readonly weights: readonly tf.Tensor[];
  /** While it learns: dropout, and batch norm with the batch's own statistics. Undefined: neither. */
  readonly training?: TrainingOptions;
}

export interface TrainingOptions {
  readonly dropout: number;
  readonly dropoutSeed: number;
  /** Told each running statistic's new value; it must `tf.keep` what it keeps. */
  readonly onRunning: (weight: number, value: tf.Tensor) => void;
}

/** Bytes (*borrowed*) as a batch of values from −1 to 1, NHWC. The caller's. */
export function toTensor(plan: ModelPlan, images: Uint8Array): tf.Tensor4D {
  const { height, width, channels } = plan.input;
  const count = images.length / (height * width * channels);
  const values = Float32Array.from(images, (value) => value / 127.5 - 1);
  return tf.tensor4d(values, [count, height, width, channels]);
}

/**
 * The output of layer `last`, counted from 0. To be called within `tf.tidy`.
 */
export function forward(
  plan: ModelPlan,
  images: tf.Tensor,
  last: number,
  options: ForwardOptions,
): tf.Tensor {
  let x = images;
  for (let layer = 0; layer <= last; layer++) x = applyLayer(plan, layer, x, options);
  return x;
}

function applyLayer(
  plan: ModelPlan,
  layer: number,
  x: tf.Tensor,
  { weights, training }: ForwardOptions,
): tf.Tensor {
  const spec = plan.layers[layer]?.spec;
  const indexOf = (role: string): number =>
    plan.weights.findIndex((tensor) => tensor.layer === layer && tensor.role === role);
  const weight = (role: string): tf.Tensor => {
    const tensor = weights[indexOf(role)];
    if (!tensor) throw new WorkerError('internal', `Layer ${layer} has no weight ${role}.`);
    return tensor;
  };
  switch (spec?.type) {
    case 'conv2d':
      return tf.add(
        tf.conv2d(x as tf.Tensor4D, weight('kernel') as tf.Tensor4D, 1, spec.padding),
        weight('bias'),
      );
    case 'relu':
      return tf.relu(x);
    case 'max-pool':
      return tf.maxPool(x as tf.Tensor4D, spec.size, spec.size, 'valid');
    case 'flatten':
      return tf.reshape(x, [x.shape[0], -1]);
    case 'dropout': {
      if (!training || training.dropout === 0) return x;
      const mask = dropoutMask(x.size, training.dropout, training.dropoutSeed);
      return tf.mul(x, tf.tensor(mask, x.shape));
    }
    case 'dense':
      return tf.add(tf.matMul(x as tf.Tensor2D, weight('kernel') as tf.Tensor2D), weight('bias'));
    case 'batch-norm': {
      let mean = weight('moving-mean');
      let variance = weight('moving-variance');
      if (training) {
        const batch = tf.moments(
          x,
          x.shape.slice(1).map((_, axis) => axis),
        );
        // Biased, as Keras has it.
        for (const [role, moving, value] of [
          ['moving-mean', mean, batch.mean],
          ['moving-variance', variance, batch.variance],
        ] as const) {
          const next = tf.add(tf.mul(moving, spec.momentum), tf.mul(value, 1 - spec.momentum));
          training.onRunning(indexOf(role), next);
        }
        ({ mean, variance } = batch);
      }
      const scaled = tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, spec.epsilon)));
      return tf.add(tf.mul(scaled, weight('gamma')), weight('beta'));
    }
    case 'softmax':
      return tf.softmax(x);
    case undefined:
      throw new WorkerError('internal', `The model has no layer ${layer}.`);
  }
}
