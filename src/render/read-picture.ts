import type { TileShape } from './image-tile.ts';

/** Weights of red, green and blue in what the eye takes for brightness (ITU-R BT.601). */
const GREY = [0.299, 0.587, 0.114] as const;

/**
 * A picture file as one image of a dataset: its middle, as large as fits, scaled to `shape`, on white where it is
 * transparent.
 * @returns height × width × channels, one byte each
 * @throws Error whose message says what is wrong with the file
 */
export async function readPicture(
  file: Blob & { readonly name?: string },
  shape: TileShape,
): Promise<Uint8Array<ArrayBuffer>> {
  const { height, width, channels } = shape;
  const whole = await createImageBitmap(file).catch(() => {
    throw new Error(
      `${file.name ?? 'This file'} cannot be read as a picture: take a PNG, JPEG, WebP or GIF.`,
    );
  });
  const scale = Math.min(whole.width / width, whole.height / height);
  const [cutWidth, cutHeight] = [width * scale, height * scale];
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('This browser gave no canvas to scale the picture with.');
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, width, height);
  const middle = await createImageBitmap(
    whole,
    Math.round((whole.width - cutWidth) / 2),
    Math.round((whole.height - cutHeight) / 2),
    Math.max(1, Math.round(cutWidth)),
    Math.max(1, Math.round(cutHeight)),
    { resizeWidth: width, resizeHeight: height, resizeQuality: 'high' },
  );
  context.drawImage(middle, 0, 0);
  whole.close();
  middle.close();
  const { data } = context.getImageData(0, 0, width, height);
  const image = new Uint8Array(height * width * channels);
  for (let pixel = 0; pixel < height * width; pixel++) {
    const [r = 0, g = 0, b = 0] = data.subarray(4 * pixel, 4 * pixel + 3);
    if (channels === 3) image.set([r, g, b], 3 * pixel);
    else image[pixel] = Math.round(GREY[0] * r + GREY[1] * g + GREY[2] * b);
  }
  return image;
}
