import { describe, expect, it } from 'vitest';
import { readPicture } from './read-picture.ts';

/** A picture whose left and right quarters are red and whose middle half is blue. */
async function picture(width: number, height: number): Promise<Blob> {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  context.fillStyle = '#ff0000';
  context.fillRect(0, 0, width, height);
  context.fillStyle = '#0000ff';
  context.fillRect(width / 4, 0, width / 2, height);
  return canvas.convertToBlob();
}

describe('a visitor’s picture', () => {
  it('is cut to its middle and scaled to the dataset’s shape', async () => {
    const image = await readPicture(await picture(200, 100), {
      height: 32,
      width: 32,
      channels: 3,
    });
    expect(image).toHaveLength(3072);
    const colours = new Set(
      Array.from({ length: 1024 }, (_, i) => image.slice(3 * i, 3 * i + 3).join()),
    );
    expect([...colours]).toEqual(['0,0,255']);
  });

  it('becomes grey where the dataset is', async () => {
    const image = await readPicture(await picture(64, 64), { height: 28, width: 28, channels: 1 });
    expect(image).toHaveLength(784);
    expect([image[0], image[14]]).toEqual([76, 29]);
  });

  it('may be smaller than the dataset’s images, and transparent', async () => {
    const blob = await new OffscreenCanvas(1, 1).convertToBlob().catch(() => undefined);
    const canvas = new OffscreenCanvas(3, 5);
    canvas.getContext('2d')?.clearRect(0, 0, 3, 5);
    const image = await readPicture(blob ?? (await canvas.convertToBlob()), {
      height: 4,
      width: 4,
      channels: 1,
    });
    expect([...new Set(image)]).toEqual([255]);
  });

  it('is refused with a sentence when it is none', async () => {
    const file = new File(['not a picture'], 'notes.txt');
    await expect(readPicture(file, { height: 4, width: 4, channels: 3 })).rejects.toThrow(
      'notes.txt cannot be read as a picture',
    );
  });
});
