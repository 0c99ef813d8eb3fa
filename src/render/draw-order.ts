/** The golden ratio's conjugate: its multiples, modulo 1, are spread as evenly as can be. */
const GOLDEN = 0.618033988749895;

/**
 * The order in which points are drawn: a fixed stride through all of them. Where classes overlap,
 * neither lies on top, even when the data is sorted by class. O(n), the same for each n.
 */
export function drawOrder(count: number): Uint32Array<ArrayBuffer> {
  const order = new Uint32Array(count);
  if (count === 0) return order;
  let stride = Math.max(1, Math.floor(count * GOLDEN));
  while (greatestCommonDivisor(stride, count) !== 1) stride++;
  for (let i = 0, at = 0; i < count; i++) {
    order[i] = at;
    at += stride;
    if (at >= count) at -= count;
  }
  return order;
}

function greatestCommonDivisor(a: number, b: number): number {
  while (b !== 0) [a, b] = [b, a % b];
  return a;
}
