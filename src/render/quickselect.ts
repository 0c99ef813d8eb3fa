/**
 * The k-th smallest (from 0) of `values[0..length)`, which it reorders. Hoare's selection, expected
 * O(n), no allocation. NaN must not be among the values.
 */
export function quickselect(values: Float32Array, length: number, k: number): number {
  let left = 0;
  let right = length - 1;
  while (left < right) {
    const pivot = median3(values, left, right);
    let i = left;
    let j = right;
    while (i <= j) {
      while ((values[i] ?? 0) < pivot) i++;
      while ((values[j] ?? 0) > pivot) j--;
      if (i <= j) {
        const swap = values[i] ?? 0;
        values[i] = values[j] ?? 0;
        values[j] = swap;
        i++;
        j--;
      }
    }
    if (k <= j) right = j;
    else if (k >= i) left = i;
    else break;
  }
  return values[k] ?? Number.NaN;
}

function median3(values: Float32Array, left: number, right: number): number {
  const a = values[left] ?? 0;
  const b = values[(left + right) >> 1] ?? 0;
  const c = values[right] ?? 0;
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
