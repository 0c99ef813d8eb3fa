import type { Expectation } from './comparison.ts';

/** A pair's places in both orders, 1 for the most alike or the most confused; equals share the better one. */
export interface Places {
  readonly expected: number;
  readonly measured: number | undefined;
  /** Pairs there are. */
  readonly of: number;
}

export function placesOf(pair: Expectation, pairs: readonly Expectation[]): Places {
  const above = (value: (of: Expectation) => number): number =>
    1 + pairs.filter((other) => value(other) > value(pair)).length;
  return {
    expected: above(({ expected }) => expected),
    measured: pair.measured === undefined ? undefined : above(({ measured }) => measured ?? 0),
    of: pairs.length,
  };
}
