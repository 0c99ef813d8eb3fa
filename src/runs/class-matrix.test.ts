import { describe, expect, it } from 'vitest';
import { withClasses } from './class-matrix.ts';

describe('a matrix of classes', () => {
  it('gets zeros for classes that it does not know', () => {
    const matrix = Float64Array.of(0.9, 0.1, 0.2, 0.8);
    expect([...withClasses(matrix, 3)]).toEqual([0.9, 0.1, 0, 0.2, 0.8, 0, 0, 0, 0]);
  });

  it('stays as it is where it knows them all', () => {
    const matrix = Float64Array.of(0.9, 0.1, 0.2, 0.8);
    expect(withClasses(matrix, 2)).toEqual(matrix);
    expect(withClasses(matrix, 2)).not.toBe(matrix);
  });
});
