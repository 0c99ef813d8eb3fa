import { expect, it } from 'vitest';
import { syntheticCnnTrace } from '../cnn/synthetic-trace.ts';
import { haveSameFilters } from './same-filters.ts';

const { layers } = syntheticCnnTrace(1).info;
const together = (kernelLayer: number, activationLayer: number): boolean =>
  haveSameFilters(layers, { kernelLayer, activationLayer });

it('maps are of kernels in the same layer, and after activation and pooling', () => {
  expect([0, 1, 2].map((layer) => together(0, layer))).toEqual([true, true, true]);
  expect([3, 4, 5].map((layer) => together(3, layer))).toEqual([true, true, true]);
});

it('and not beyond another convolution, before their own, or where maps are no more', () => {
  expect([3, 4, 5, 6].map((layer) => together(0, layer))).toEqual([false, false, false, false]);
  expect(together(3, 2)).toBe(false);
});
