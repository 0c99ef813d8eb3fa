import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import * as layers from '@tensorflow/tfjs';
import { afterEach, beforeAll, expect, it } from 'vitest';
import type { ModelFile } from '../../contracts/cnn.ts';
import type { ModelPlan } from '../model.ts';
import { drawBytes, drawWeights, planEveryLayer } from '../testing/every-layer.ts';
import { startBackend } from '../tfjs/backends.ts';
import { toTensor } from '../tfjs/network.ts';
import { WasmCnnEngine } from '../wasm/engine.ts';
import { readTfjsLayers, writeTfjsLayers } from './tfjs-layers.ts';

const IMAGES = 6;
const NEVER = new AbortController().signal;

let engine: WasmCnnEngine | undefined;
beforeAll(() => startBackend('cpu'));
afterEach(() => engine?.dispose());

/** Probabilities by the wasm engine. */
async function predict(plan: ModelPlan, weights: Float32Array, images: Uint8Array) {
  engine = new WasmCnnEngine({ threads: 1 });
  const train = { images: new Uint8Array(), labels: new Uint8Array(), count: 0 };
  await engine.prepare(plan, train, weights, NEVER);
  return engine.forward(images, plan.layers.length - 1);
}

function predictWithTfjs(model: layers.LayersModel, plan: ModelPlan, images: Uint8Array) {
  return tf.tidy(() => (model.predict(toTensor(plan, images)) as tf.Tensor).dataSync());
}

function expectAlike(own: Float32Array, others: ArrayLike<number>): void {
  expect(own).toHaveLength(others.length);
  own.forEach((value, i) => {
    expect(Math.abs(value - (others[i] ?? NaN))).toBeLessThan(1e-5);
  });
  // Images that all look alike would tell nothing.
  expect(new Set(own).size).toBeGreaterThan(own.length / 2);
}

const content = (files: readonly ModelFile[], name: string): Uint8Array<ArrayBuffer> => {
  const file = files.find((own) => own.name === name);
  if (!file) throw new Error(`There is no ${name}.`);
  return file.bytes;
};

it('TensorFlow.js loads what is written, every type of layer, and predicts the same', async () => {
  const plan = planEveryLayer();
  const weights = drawWeights(plan);
  const images = drawBytes(plan, IMAGES);
  const files = writeTfjsLayers(plan, weights);
  expect(readTfjsLayers(files, plan)).toEqual(weights);
  const { modelTopology, weightsManifest } = JSON.parse(
    new TextDecoder().decode(content(files, 'model.json')),
  ) as { modelTopology: object; weightsManifest: tf.io.WeightsManifestConfig };
  const model = await layers.loadLayersModel({
    load: () =>
      Promise.resolve({
        modelTopology,
        weightSpecs: weightsManifest.flatMap((group) => group.weights),
        weightData: content(files, 'weights.bin').buffer,
      }),
  });
  expect(model.layers.map(({ name }) => name)).toEqual(plan.layers.map(({ name }) => name));
  expect(model.countParams()).toBe(plan.size);
  expectAlike(await predict(plan, weights, images), predictWithTfjs(model, plan, images));
  model.dispose();
});

it('what TensorFlow.js saves of a trained model is read, and predicts the same', async () => {
  const plan = planEveryLayer();
  const images = drawBytes(plan, IMAGES);
  const model = layers.sequential();
  const inputShape = [plan.input.height, plan.input.width, plan.input.channels];
  model.add(layers.layers.conv2d({ filters: 9, kernelSize: 5, padding: 'same', inputShape }));
  model.add(layers.layers.reLU());
  model.add(layers.layers.maxPooling2d({ poolSize: 2 }));
  model.add(layers.layers.conv2d({ filters: 5, kernelSize: 3 }));
  model.add(layers.layers.batchNormalization({ momentum: 0.9, epsilon: 0.01 }));
  model.add(layers.layers.reLU());
  model.add(layers.layers.flatten());
  model.add(layers.layers.dropout({ rate: 0.25 }));
  model.add(layers.layers.dense({ units: 7 }));
  model.add(layers.layers.batchNormalization());
  model.add(layers.layers.dense({ units: 4 }));
  model.add(layers.layers.softmax());
  // Some training, so that the running statistics are not those it began with.
  model.compile({ optimizer: tf.train.adam(0.01), loss: 'sparseCategoricalCrossentropy' });
  const truth = tf.tensor1d([0, 1, 2, 3, 0, 1]);
  await model.fit(toTensor(plan, images), truth, { epochs: 3 });

  let files: readonly ModelFile[] = [];
  await model.save(
    tf.io.withSaveHandler((artifacts) => {
      const { modelTopology, weightSpecs = [], weightData } = artifacts;
      // As its own `downloads://` lays out the two files.
      const manifest = [{ paths: ['./weights.bin'], weights: weightSpecs }];
      const json = JSON.stringify({ modelTopology, weightsManifest: manifest });
      files = [
        { name: 'model.json', bytes: new TextEncoder().encode(json) },
        { name: 'weights.bin', bytes: new Uint8Array(weightData as ArrayBuffer) },
      ];
      return Promise.resolve({
        modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' },
      });
    }),
  );
  const weights = readTfjsLayers(files, plan);
  expectAlike(await predict(plan, weights, images), predictWithTfjs(model, plan, images));
  model.dispose();
});
