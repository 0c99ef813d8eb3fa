import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { distance } from '../testing/distance.ts';
import { goldenCrossEntropy, goldenLayers } from '../testing/golden-layers.ts';
import { planLayer } from '../testing/layer-plan.ts';
import { startBackend, useBackend } from './backends.ts';
import { forward } from './network.ts';

/** Relative, of the norm. */
const TOLERANCE = 1e-4;

describe.each(['cpu', 'wasm'] as const)('the layers on tfjs’s %s backend', (backend) => {
  beforeAll(() => startBackend(backend));
  beforeEach(() => {
    useBackend(backend);
  });

  it.each(goldenLayers())('have PyTorch’s results, forward and back: $name', (layer) => {
    tf.tidy(() => {
      const { plan } = layer;
      const [images = 0] = layer.shape;
      const running = new Map<string, tf.Tensor>();
      const training = {
        dropout: 0,
        dropoutSeed: 0,
        onRunning: (index: number, value: tf.Tensor) =>
          running.set(plan.weights[index]?.role ?? '', value.clone()),
      };
      const weights = plan.weights.map(({ offset, size, shape }) =>
        tf.tensor(layer.weights.slice(offset, offset + size), [...shape]),
      );
      // Those that are trained come first in every layer.
      const trained = weights.filter((_, i) => plan.weights[i]?.trainable === true);
      const apply = (x: tf.Tensor, ...own: tf.Tensor[]): tf.Tensor =>
        forward(plan, x, 0, {
          weights: [...own, ...weights.slice(own.length)],
          ...(layer.training ? { training } : {}),
        });
      const input = tf.tensor(layer.input, [...layer.shape]);
      const output = apply(input, ...trained);
      expect(distance(output.dataSync(), layer.output)).toBeLessThan(TOLERANCE);
      expect([...running.keys()].sort()).toEqual([...layer.runningAfter.keys()].sort());
      for (const [role, value] of running) {
        expect(distance(value.dataSync(), layer.runningAfter.get(role)), role).toBeLessThan(1e-6);
      }
      const upstream = tf.tensor(layer.outputGradient, output.shape);
      const [toInput, ...toWeights] = tf.grads(apply)([input, ...trained], upstream);
      expect(output.shape[0]).toBe(images);
      expect(distance(toInput?.dataSync() ?? [], layer.inputGradient)).toBeLessThan(TOLERANCE);
      expect(toWeights).toHaveLength(layer.weightGradients.size);
      toWeights.forEach((gradient, i) => {
        const role = plan.weights[i]?.role ?? '';
        const error = distance(gradient.dataSync(), layer.weightGradients.get(role));
        expect(error, role).toBeLessThan(TOLERANCE);
      });
    });
  });

  it('have PyTorch’s probabilities', () => {
    const { logits, images, classes, probabilities } = goldenCrossEntropy();
    const plan = planLayer({ type: 'softmax' }, [classes], [classes]);
    const own = tf.tidy(() =>
      forward(plan, tf.tensor2d(logits, [images, classes]), 0, { weights: [] }).dataSync(),
    );
    expect(distance(own, probabilities)).toBeLessThan(TOLERANCE);
  });
});
