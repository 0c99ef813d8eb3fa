import { afterEach, expect, it } from 'vitest';
import { acquireContext, type ContextOwner, releaseContext } from './context-budget.ts';

const owners: (ContextOwner & { visible: boolean; evicted: boolean })[] = [];

function owner(visible: boolean): (typeof owners)[number] {
  const made = {
    visible,
    evicted: false,
    evict() {
      made.evicted = true;
    },
  };
  owners.push(made);
  return made;
}

afterEach(() => {
  owners.splice(0).forEach(releaseContext);
});

it('the ninth plot takes the context of one that nobody sees', () => {
  const first = Array.from({ length: 8 }, (_, i) => owner(i !== 3));
  expect(first.every(acquireContext)).toBe(true);
  expect(acquireContext(owner(true))).toBe(true);
  expect(first.map(({ evicted }) => evicted).indexOf(true)).toBe(3);
});

it('when all are seen, the ninth does without', () => {
  expect(Array.from({ length: 8 }, () => owner(true)).every(acquireContext)).toBe(true);
  expect(acquireContext(owner(true))).toBe(false);
});

it('asking twice counts once, and giving back makes room', () => {
  const first = Array.from({ length: 8 }, () => owner(true));
  first.forEach(acquireContext);
  first.forEach(acquireContext);
  if (first[0]) releaseContext(first[0]);
  expect(acquireContext(owner(true))).toBe(true);
});
