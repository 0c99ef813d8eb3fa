import type { Raster } from '../../workers/dataset/platform.ts';

/** sharp, loaded when the first image needs it: a run that finds everything packed stays quick. */
async function loadSharp(): Promise<typeof import('sharp').default> {
  const { default: sharp } = await import('sharp');
  sharp.cache(false);
  return sharp;
}
let loaded: ReturnType<typeof loadSharp> | undefined;
const sharpOnce = (): ReturnType<typeof loadSharp> => (loaded ??= loadSharp());

/** The Node side of `DecodeImage`: JPEG or PNG to RGB, transparent places white. */
export async function decodeImage(bytes: Uint8Array): Promise<Raster> {
  const sharp = await sharpOnce();
  // Only PNG has transparency; the extra steps would cost a third of a small JPEG's time.
  const isPng = bytes[0] === 0x89;
  const image = isPng ? sharp(bytes).flatten({ background: '#fff' }) : sharp(bytes);
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  if (info.channels === 3) return { width, height, channels: 3, data };
  const rgb = new Uint8Array(width * height * 3);
  for (let p = 0; p < width * height; p++) rgb.fill(data[p * info.channels] ?? 0, 3 * p, 3 * p + 3);
  return { width, height, channels: 3, data: rgb };
}

/** RGB pixels as a JPEG without chroma subsampling. */
export async function encodeJpeg(
  rgb: Uint8Array,
  size: { readonly width: number; readonly height: number },
  quality: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const sharp = await sharpOnce();
  const image = sharp(rgb, { raw: { ...size, channels: 3 } });
  return new Uint8Array(await image.jpeg({ quality, chromaSubsampling: '4:4:4' }).toBuffer());
}
