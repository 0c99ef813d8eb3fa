import { expect, it } from 'vitest';
import { isolated, toggled } from './legend.ts';

it('toggling hides a class, and shows it again', () => {
  expect([...toggled(new Set(), 3)]).toEqual([3]);
  expect([...toggled(new Set([3, 4]), 3)]).toEqual([4]);
});

it('isolating hides all others, and asking again brings all back', () => {
  const alone = isolated(new Set([1]), 1, 4);
  expect([...alone]).toEqual([0, 2, 3]);
  expect([...isolated(alone, 1, 4)]).toEqual([]);
  expect([...isolated(alone, 2, 4)]).toEqual([0, 1, 3]);
});
