import { expect, it } from 'vitest';
import golden from '../goldens/safetensors.json';
import { planModel } from '../model.ts';
import { drawWeights, EVERY_LAYER, planEveryLayer } from '../testing/every-layer.ts';
import { layersOf, readSafetensors, writeSafetensors } from './safetensors.ts';

const INIT = { type: 'glorot-uniform' } as const;

it('reads what safetensors’ own library wrote, in its order', () => {
  const bytes = Uint8Array.from(atob(golden.file), (char) => char.charCodeAt(0));
  const plan = planModel(
    [
      { type: 'conv2d', filters: 4, kernelSize: 3, padding: 'same', init: INIT },
      { type: 'batch-norm', momentum: 0.9, epsilon: 0.001 },
      { type: 'flatten' },
      { type: 'dense', units: 3, init: INIT },
      { type: 'softmax' },
    ],
    { height: 5, width: 5, channels: 3 },
    3,
  );
  const weights = readSafetensors({ name: 'model.safetensors', bytes }, plan);
  expect(weights).toEqual(Float32Array.from({ length: plan.size }, (_, i) => i / 8));
  expect(layersOf({ name: 'model.safetensors', bytes })).toBeUndefined();
});

it('writes what the format asks for, and reads it again', () => {
  const plan = planEveryLayer();
  const weights = drawWeights(plan);
  const file = writeSafetensors(plan, weights);
  const view = new DataView(file.bytes.buffer);
  const length = Number(view.getBigUint64(0, true));
  // The floats are aligned, and the header begins where the format says.
  expect(length % 8).toBe(0);
  const text = new TextDecoder().decode(file.bytes.subarray(8, 8 + length));
  expect(text.startsWith('{')).toBe(true);
  const { __metadata__: metadata, ...tensors } = JSON.parse(text) as Record<string, unknown>;
  for (const value of Object.values(metadata as object)) expect(value).toBeTypeOf('string');
  // Tensors cover all bytes, without holes or overlaps.
  let end = 0;
  for (const tensor of Object.values(tensors)) {
    const { dtype, shape, data_offsets } = tensor as {
      readonly dtype: string;
      readonly shape: readonly number[];
      readonly data_offsets: readonly [number, number];
    };
    expect(dtype).toBe('F32');
    expect(data_offsets).toEqual([end, end + 4 * shape.reduce((all, n) => all * n, 1)]);
    [, end] = data_offsets;
  }
  expect(file.bytes.length).toBe(8 + length + end);
  expect(Object.keys(tensors)).toEqual(plan.weights.map(({ name }) => name));
  const [{ offset, size } = { offset: 0, size: 0 }] = plan.weights.slice(-1);
  expect(view.getFloat32(8 + length + 4 * offset, true)).toBe(weights[offset]);
  expect(offset + size).toBe(plan.size);

  expect(readSafetensors(file, plan)).toEqual(weights);
  expect(layersOf(file)).toEqual(EVERY_LAYER);
});
