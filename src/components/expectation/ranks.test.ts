import { describe, expect, it } from 'vitest';
import golden from './goldens/spearman.json';
import { averageRanks, spearman } from './ranks.ts';

describe('rank correlation', () => {
  it.each(golden.cases)('is scipy’s: $name', ({ a, b, ranksOfA, rho }) => {
    expect(averageRanks(a)).toEqual(ranksOfA);
    expect(spearman(a, b)).toBeCloseTo(rho, 12);
    expect(spearman(b, a)).toBeCloseTo(rho, 12);
  });

  it('is undefined where there is no order to compare', () => {
    expect(spearman([], [])).toBeUndefined();
    expect(spearman([1], [2])).toBeUndefined();
    expect(spearman([1, 2, 3], [4, 4, 4])).toBeUndefined();
  });
});
