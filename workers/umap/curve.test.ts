import { describe, expect, it } from 'vitest';
import { fitCurve } from './curve.ts';
import golden from './goldens/curve.json';

describe('the curve of the layout', () => {
  it.each(golden.rows)(
    'is umap-learn’s for spread $spread and min_dist $minDist',
    ({ spread, minDist, a, b }) => {
      const fitted = fitCurve(spread, minDist);
      expect(Math.abs(fitted.a / a - 1)).toBeLessThan(1e-3);
      expect(Math.abs(fitted.b / b - 1)).toBeLessThan(1e-3);
    },
  );
});
