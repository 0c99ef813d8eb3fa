import { describe, expect, it } from 'vitest';
import { inUnits, significant } from './numbers.ts';

describe('a value', () => {
  it('has three significant digits and a proper minus', () => {
    expect([-0.23651, 0.0856, 12.34, 0, 1234.5, 0.5].map(significant)).toEqual([
      '−0.237',
      '0.0856',
      '12.3',
      '0',
      '1230',
      '0.5',
    ]);
  });

  it('is a power of ten where digits alone would be a long row', () => {
    expect([-3.14e-7, 2e12].map(significant)).toEqual(['−3.1 × 10⁻⁷', '2.0 × 10¹²']);
    expect(significant(NaN)).toBe('not a number');
  });
});

describe('numbers in units', () => {
  it('are as fine as fits', () => {
    const { unit, text } = inUnits(0.237, 999);
    expect(unit).toBe('0.001');
    expect([-0.237, 0.0184, -0.0001].map(text)).toEqual(['−237', '18', '0']);
    expect(inUnits(0.237, 199).unit).toBe('0.01');
    expect(inUnits(0.104, 199).unit).toBe('0.001');
    expect(inUnits(54, 199).unit).toBe('1');
    expect(inUnits(5400, 199).unit).toBe('100');
  });

  it('do not round up to more', () => {
    const { unit, text } = inUnits(0.9996, 999);
    expect([unit, text(0.9996)]).toEqual(['0.01', '100']);
  });

  it('say what is not a number, and cope with nothing but zeros', () => {
    const { text } = inUnits(1, 199);
    expect([NaN, Infinity, -Infinity].map(text)).toEqual(['NaN', '∞', '−∞']);
    expect(inUnits(0, 999)).toMatchObject({ unit: '1' });
    expect(inUnits(3e-8, 199).unit).toBe('10⁻⁹');
  });
});
