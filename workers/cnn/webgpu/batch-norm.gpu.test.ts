import { afterAll, it } from 'vitest';
import { batchNormGradientReference, batchNormReference } from './batch-norm.reference.ts';
import { batchNorm, chunkQuads } from './batch-norm.ts';
import { layTensor, packTensor, type Shape, unpackTensor } from './tensor.ts';
import { expectClose, noise, room, runKernel, testGpu } from './testing/run-kernel.ts';

afterAll(async () => {
  (await testGpu()).dispose();
});

const MOMENTUM = 0.9;
const EPSILON = 0.001;

it.each<[Shape, number]>([
  [[1, 1, 7], 5],
  [[1, 1, 256], 40],
  [[5, 3, 6], 9],
])('normalises %j of %i images, and back', async (shape, images) => {
  const [height, width, channels] = shape;
  // Far from 0: what a variance of squares less a square would lose its digits on.
  const values = noise(images * height * width * channels, 1).map((value) => value + 30);
  const [gamma, beta] = [noise(channels, 2), noise(channels, 3)];
  const [movingMean, movingVariance] = [noise(channels, 4), noise(channels, 5)];
  const expected = batchNormReference(values, { gamma, beta, epsilon: EPSILON });

  const input = layTensor(shape, { top: 1, bottom: 0, left: 0, right: 2 });
  const output = layTensor(shape, { top: 0, bottom: 1, left: 1, right: 0 });
  const vector = layTensor([1, 1, channels]);
  const packed = [gamma, beta, movingMean, movingVariance].map((own) => packTensor(vector, own, 1));
  const weights = new Float32Array(packed.flatMap((own) => [...own]));
  const { forward, backward } = batchNorm({
    ...{ momentum: MOMENTUM, epsilon: EPSILON, input, output },
    ...{ scale: 0, running: 2 * vector.quads, parts: 1 },
  });
  const gpu = await testGpu();
  const given = packTensor(input, values, images);
  const chunks = new Float32Array(4 * chunkQuads(input, images));
  const contents = [
    ...[given, room(output, images), weights],
    ...[new Float32Array(8 * vector.quads), chunks],
  ];
  const learned = await runKernel(gpu, forward, ['moments', 'combine', 'normalise'], contents, {
    batch: images,
  });
  const [, written = chunks, moved = chunks, statistics = chunks] = learned;
  expectClose(unpackTensor(output, written, images), expected.output);
  const quads = 4 * vector.quads;
  const move = (before: Float32Array, now: Float64Array): Float64Array =>
    now.map((value, c) => MOMENTUM * (before[c] ?? NaN) + (1 - MOMENTUM) * value);
  expectClose(moved.subarray(2 * quads, 2 * quads + channels), move(movingMean, expected.mean));
  expectClose(
    moved.subarray(3 * quads, 3 * quads + channels),
    move(movingVariance, expected.variance),
  );

  const gradients = noise(values.length, 6);
  const result = layTensor(shape);
  const [, , own = chunks, , , , parts = chunks] = await runKernel(
    gpu,
    backward,
    ['sum', 'combine', 'spread'],
    [
      ...[given, packTensor(result, gradients, images), room(result, images), weights, statistics],
      ...[chunks, new Float32Array(8 * vector.quads + 4)],
    ],
    { batch: images },
  );
  const back = batchNormGradientReference(expected, gamma, gradients);
  expectClose(unpackTensor(result, own, images), back.input);
  expectClose(parts.subarray(4, 4 + channels), back.scale);
  expectClose(parts.subarray(4 + quads, 4 + quads + channels), back.shift);

  // With the running statistics, and no others.
  const positive = weights.map((value, i) => (i >= 3 * quads ? Math.abs(value) : value));
  const [, evaluated = chunks] = await runKernel(
    gpu,
    forward,
    ['running', 'normalise'],
    [given, room(output, images), positive, new Float32Array(8 * vector.quads), chunks],
    { batch: images },
  );
  expectClose(
    unpackTensor(output, evaluated, images),
    values.map((value, i) => {
      const c = i % channels;
      const deviation = Math.sqrt(Math.abs(movingVariance[c] ?? NaN) + EPSILON);
      return ((value - (movingMean[c] ?? NaN)) / deviation) * (gamma[c] ?? NaN) + (beta[c] ?? NaN);
    }),
  );
});
