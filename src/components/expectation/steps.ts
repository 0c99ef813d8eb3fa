import type { Dot } from './dots.ts';

/**
 * Where a key leads: left and right by how alike pairs are, up and down by how often they are confused, Home and End to the
 * least and the most alike. Undefined for other keys.
 */
export function step(dots: readonly Dot[], from: number, key: string): number | undefined {
  const byLooks = orderBy(dots, ({ x }) => x);
  switch (key) {
    case 'ArrowLeft':
      return beside(byLooks, from, -1);
    case 'ArrowRight':
      return beside(byLooks, from, 1);
    case 'ArrowUp':
      return beside(
        orderBy(dots, ({ y }) => -y),
        from,
        1,
      );
    case 'ArrowDown':
      return beside(
        orderBy(dots, ({ y }) => -y),
        from,
        -1,
      );
    case 'Home':
      return byLooks[0];
    case 'End':
      return byLooks.at(-1);
    default:
      return undefined;
  }
}

/** Indices by a value, equals in their own order. */
function orderBy(dots: readonly Dot[], value: (dot: Dot) => number): number[] {
  return dots
    .map((dot, index) => ({ index, at: value(dot) }))
    .sort((p, q) => p.at - q.at)
    .map(({ index }) => index);
}

function beside(order: readonly number[], from: number, by: 1 | -1): number | undefined {
  const at = Math.max(0, order.indexOf(from)) + by;
  return order[Math.min(Math.max(0, at), order.length - 1)];
}
