/** Where a key leads from tile `at`; undefined for keys that do not lead anywhere. Never out of the grid. */
export function moveBy(
  key: string,
  at: number,
  columns: number,
  count: number,
): number | undefined {
  switch (key) {
    case 'ArrowRight':
      return Math.min(at + 1, count - 1);
    case 'ArrowLeft':
      return Math.max(at - 1, 0);
    case 'ArrowDown':
      return at + columns < count ? at + columns : at;
    case 'ArrowUp':
      return at >= columns ? at - columns : at;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}
