import { expect, it } from 'vitest';
import { drawTile, drawTiles } from './image-tile.ts';

function read(canvas: HTMLCanvasElement): number[] {
  return [...(canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [])];
}

it('grey is ink on paper unless told otherwise', () => {
  const canvas = document.createElement('canvas');
  const shape = { height: 1, width: 2, channels: 1 } as const;
  drawTile(canvas, new Uint8Array([9, 9, 0, 255]), 1, shape);
  expect(read(canvas)).toEqual([255, 255, 255, 255, 0, 0, 0, 255]);
  drawTile(canvas, new Uint8Array([0, 255]), 0, shape, { zero: [1, 2, 3], full: [201, 202, 203] });
  expect(read(canvas)).toEqual([1, 2, 3, 255, 201, 202, 203, 255]);
});

it('colour comes as it is, at its own size', () => {
  const canvas = document.createElement('canvas');
  drawTile(canvas, new Uint8Array([1, 2, 3, 4, 5, 6]), 0, { height: 2, width: 1, channels: 3 });
  expect([canvas.width, canvas.height]).toEqual([1, 2]);
  expect(read(canvas)).toEqual([1, 2, 3, 255, 4, 5, 6, 255]);
});

it('many images stand in rows, apart from each other', () => {
  const canvas = document.createElement('canvas');
  const shape = { height: 1, width: 1, channels: 1 } as const;
  drawTiles(canvas, new Uint8Array([255, 0, 255]), 2, shape);
  expect([canvas.width, canvas.height]).toEqual([3, 3]);
  const pixels = read(canvas);
  const at = (x: number, y: number) => pixels.slice(4 * (3 * y + x), 4 * (3 * y + x) + 4);
  expect([at(0, 0), at(2, 0), at(0, 2)]).toEqual([
    [0, 0, 0, 255],
    [255, 255, 255, 255],
    [0, 0, 0, 255],
  ]);
  expect([at(1, 0), at(2, 2)]).toEqual([
    [0, 0, 0, 0],
    [0, 0, 0, 0],
  ]);
});
