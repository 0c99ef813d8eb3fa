import { expect, it } from 'vitest';
import { cutSheet, layOutSheet, sheetSize } from './sheet.ts';

it('cuts out exactly what was laid out, from RGB and RGBA, with a last row half empty', () => {
  const shape = { height: 3, width: 2, channels: 3 } as const;
  const count = 97;
  const images = Uint8Array.from({ length: count * 18 }, (_, i) => (i * 31) % 256);
  const sheet = layOutSheet(images, shape, count);
  const size = sheetSize(shape, count);
  expect(size).toEqual({ width: 80, height: 9 });

  const cut = new Uint8Array(count * 18 + 5);
  cutSheet({ ...size, channels: 3, data: sheet }, shape, count, cut, 5);
  expect(cut.subarray(5)).toEqual(images);

  const rgba = new Uint8Array((sheet.length / 3) * 4);
  for (let p = 0; p < sheet.length / 3; p++) rgba.set(sheet.subarray(3 * p, 3 * p + 3), 4 * p);
  const fromRgba = new Uint8Array(count * 18);
  cutSheet({ ...size, channels: 4, data: rgba }, shape, count, fromRgba, 0);
  expect(fromRgba).toEqual(images);
});
