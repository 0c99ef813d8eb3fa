import { describe, expect, it } from 'vitest';
import { columnsFor, layoutTiles } from './tile-layout.ts';

describe('columns', () => {
  it('make a square, or the rectangle nearest to one that is full', () => {
    const counts = [1, 2, 3, 6, 10, 12, 16, 32, 48, 64, 100];
    expect(counts.map(columnsFor)).toEqual([1, 2, 3, 3, 5, 4, 4, 8, 8, 8, 10]);
  });

  it('leave little empty where no rectangle fits', () => {
    expect([7, 11, 13, 17].map(columnsFor)).toEqual([4, 4, 4, 6]);
  });
});

describe('a layout', () => {
  const kernels = { count: 64, width: 5, height: 5 };
  const maps = { count: 64, width: 32, height: 32 };

  it('is in whole px, fills the width and never more', () => {
    for (const tile of [kernels, maps, { count: 10, width: 28, height: 28 }]) {
      for (let room = 240; room < 1300; room += 7) {
        const layout = layoutTiles(tile, room, 2);
        expect(Object.values(layout).every(Number.isInteger)).toBe(true);
        expect(layout.width).toBeLessThanOrEqual(room);
        // Less than a px a tile is lost, unless tiles are as wide as they get.
        if (layout.tileWidth < 336) expect(layout.width).toBeGreaterThan(room - 2 * layout.columns);
      }
    }
  });

  it('enlarges by a whole number where the gaps can take the rest', () => {
    const at540 = layoutTiles(maps, 540, 1);
    expect(at540).toMatchObject({ tileWidth: 64, gap: 4, width: 540 });
    expect(layoutTiles(maps, 420, 1).tileWidth).toBe(50);
  });

  it('sets the same height aside for kernels and maps, so that what follows is level', () => {
    for (const room of [320, 358, 540, 548, 600, 716, 1200]) {
      const [a, b] = [layoutTiles(kernels, room, 1), layoutTiles(maps, room, 1)];
      expect(a.reserved).toBe(b.reserved);
      expect(a.reserved).toBeGreaterThanOrEqual(Math.max(a.height, b.height));
    }
  });

  it('does not blow a few tiles up, and survives no room at all', () => {
    expect(layoutTiles({ count: 1, width: 5, height: 5 }, 600, 1).tileWidth).toBeLessThan(170);
    expect(layoutTiles(maps, 5, 1).tileWidth).toBe(1);
  });
});
