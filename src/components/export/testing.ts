import { expect } from 'vitest';

/** RGBA of a picture that the browser decoded. */
export function pixelsOf(
  picture: CanvasImageSource,
  width: number,
  height: number,
): Uint8ClampedArray {
  const context = new OffscreenCanvas(width, height).getContext('2d');
  if (!context) throw new Error('No 2D context.');
  context.drawImage(picture, 0, 0);
  return context.getImageData(0, 0, width, height).data;
}

/** RGBA of an exported picture, in its own size. */
export async function pngPixels(png: Blob): Promise<Uint8ClampedArray> {
  const bitmap = await createImageBitmap(png);
  return pixelsOf(bitmap, bitmap.width, bitmap.height);
}

/** Mean distance of the channels of two pictures, 0..255. */
export function distance(a: Uint8ClampedArray, b: Uint8ClampedArray): number {
  expect(a.length).toBe(b.length);
  return a.reduce((sum, value, at) => sum + Math.abs(value - (b[at] ?? 0)), 0) / a.length;
}

/** Frames of a GIF of so many, as the browser decodes them; whoever asks closes them. */
export async function gifFrames(gif: Blob, count: number): Promise<VideoFrame[]> {
  const decoder = new ImageDecoder({ data: await gif.arrayBuffer(), type: 'image/gif' });
  await decoder.tracks.ready;
  await decoder.completed;
  expect(decoder.tracks.selectedTrack?.frameCount).toBe(count);
  const frames: VideoFrame[] = [];
  for (let frameIndex = 0; frameIndex < count; frameIndex++) {
    frames.push((await decoder.decode({ frameIndex })).image);
  }
  decoder.close();
  return frames;
}

/** How long frames are shown, s. */
export const secondsOf = (frames: readonly VideoFrame[]): number[] =>
  frames.map(({ duration }) => (duration ?? 0) / 1e6);
