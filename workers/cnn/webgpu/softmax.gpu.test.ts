import { afterAll, expect, it } from 'vitest';
import { softmaxReference } from './softmax.reference.ts';
import { softmax } from './softmax.ts';
import { layTensor, packTensor, unpackTensor } from './tensor.ts';
import { expectClose, noise, room, runKernel, testGpu } from './testing/run-kernel.ts';

afterAll(async () => {
  (await testGpu()).dispose();
});

const LABELS = Uint8Array.from({ length: 200 }, (_, i) => (i * 7) % 3);

it.each([
  [1, 3],
  [7, 10],
  [150, 4],
])('of %i images and %i classes', async (images, classes) => {
  const logits = noise(images * classes, 1).map((value) => 20 * value);
  const indices = Uint32Array.from({ length: images }, (_, i) => 199 - i);
  const labels = Array.from(indices, (index) => LABELS[index] ?? 0);
  const expected = softmaxReference(logits, labels, classes);
  const tensor = layTensor([1, 1, classes]);
  const gpu = await testGpu();
  const run = (entryPoint: string, values = logits) =>
    runKernel(
      gpu,
      softmax(classes),
      [entryPoint],
      [
        ...[packTensor(tensor, values, images), room(tensor, images)],
        ...[new Uint32Array(LABELS.buffer), indices, new Uint32Array(8)],
      ],
      { batch: images, slot: 3 },
    );
  const [, probabilities = logits] = await run('predict');
  expectClose(unpackTensor(tensor, probabilities, images), expected.probabilities);
  const [, gradient = logits, , , results = logits] = await run('lose');
  expectClose(unpackTensor(tensor, gradient, images), expected.gradient);
  expect(results[6]).toBeCloseTo(expected.loss, 4);
  expect(new Uint32Array(results.buffer)[7]).toBe(expected.correct);

  const [, , , , broken = logits] = await run(
    'lose',
    logits.map((value, i) => (i === 1 ? NaN : value)),
  );
  expect(broken[6]).toBeNaN();
});
