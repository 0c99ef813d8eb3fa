import { describe, expect, it } from 'vitest';
import { meanOverBands, TileAtlas, type TilesShape } from './tile-atlas.ts';

/** Values of each tile, tile by tile, in the order that convolutions hold them: tiles innermost. */
function interleave(tiles: readonly (readonly number[])[]): Float32Array {
  const [first = []] = tiles;
  return Float32Array.from(first.flatMap((_, at) => tiles.map((tile) => tile[at] ?? 0)));
}

function filled(
  shape: Omit<TilesShape, 'count'>,
  tiles: readonly (readonly number[])[],
): TileAtlas {
  const atlas = new TileAtlas({ ...shape, count: tiles.length });
  atlas.fill(interleave(tiles));
  return atlas;
}

const pixels = (atlas: TileAtlas, tile: number): number[] => [...atlas.readTile(tile).data];

describe('an atlas', () => {
  it('scales each grey tile to its own lowest and highest value', () => {
    const atlas = filled({ width: 3, height: 1, bands: 1 }, [
      [-2, 0, 2],
      [10, 30, 20],
    ]);
    const grey = (level: number): number[] => [level, level, level, 255];
    expect(pixels(atlas, 0)).toEqual([0, 128, 255].flatMap(grey));
    expect(pixels(atlas, 1)).toEqual([0, 255, 128].flatMap(grey));
    expect([...atlas.low]).toEqual([-2, 10]);
    expect([...atlas.high]).toEqual([2, 30]);
  });

  it('scales the bands of a tile together, and keeps them red, green, blue', () => {
    const atlas = filled({ width: 2, height: 1, bands: 3 }, [[0, 1, 2, 5, 4, 3]]);
    expect(pixels(atlas, 0)).toEqual([0, 51, 102, 255, 255, 204, 153, 255]);
  });

  it('keeps rows, columns and tiles in order, also of another width than height', () => {
    const tiles = Array.from({ length: 5 }, (_, tile) => [0, 1, 2, 3, 4, 5].map((v) => v + tile));
    const atlas = filled({ width: 2, height: 3, bands: 1 }, tiles);
    for (let tile = 0; tile < 5; tile++) {
      const levels = pixels(atlas, tile).filter((_, at) => at % 4 === 0);
      expect(levels).toEqual([0, 51, 102, 153, 204, 255]);
      expect(atlas.low[tile]).toBe(tile);
    }
  });

  it('draws nothing where a value is not finite, and the others as ever', () => {
    const atlas = filled({ width: 2, height: 1, bands: 1 }, [
      [0, NaN],
      [0, 1],
      [-Infinity, 0],
    ]);
    expect(pixels(atlas, 0)).toEqual(Array(8).fill(0));
    expect(pixels(atlas, 1)).toEqual([0, 0, 0, 255, 255, 255, 255, 255]);
    expect(pixels(atlas, 2)).toEqual(Array(8).fill(0));
    expect([0, 1, 2].map((tile) => atlas.isFinite(tile))).toEqual([false, true, false]);
  });

  it('is black where all is the same, and forgets what it held before', () => {
    const atlas = filled({ width: 2, height: 1, bands: 1 }, [[NaN, 3]]);
    atlas.fill(Float32Array.of(7, 7));
    expect(pixels(atlas, 0)).toEqual([0, 0, 0, 255, 0, 0, 0, 255]);
    expect(atlas.low[0]).toBe(7);
  });

  it('takes no other number of values', () => {
    const atlas = new TileAtlas({ count: 2, width: 2, height: 2, bands: 1 });
    expect(() => {
      atlas.fill(new Float32Array(9));
    }).toThrow('9 values do not make 2 tiles of 2 × 2 × 1');
  });
});

it('the mean over bands is that of each pixel of each tile', () => {
  // One pixel, then another; three bands of two tiles each.
  const values = Float32Array.of(1, 10, 2, 20, 6, 60, 0, 0, 0, 3, 3, 0);
  expect([...meanOverBands(values, 3, 2)]).toEqual([3, 30, 1, 1]);
});
