import type { Platform, Raster } from './platform.ts';

/** Waits before the second, third and fourth attempt at a download, ms. */
const RETRY_DELAYS = [250, 1000, 3000];

/** The platform of a browser's worker. */
export function browserPlatform(): Platform {
  return {
    fetch: (url, init) => fetch(url, init),
    decodeImage,
    caches: (globalThis as Partial<WindowOrWorkerGlobalScope>).caches,
    retryDelays: RETRY_DELAYS,
  };
}

let canvas: OffscreenCanvas | undefined;

/** Pixels as stored: no colour management, so that every visitor computes on the same bytes. */
async function decodeImage(bytes: Uint8Array<ArrayBuffer>): Promise<Raster> {
  const bitmap = await createImageBitmap(new Blob([bytes]), { colorSpaceConversion: 'none' });
  const { width, height } = bitmap;
  try {
    // One canvas, reused while the size stays: allocating one an image dominates small images.
    if (canvas?.width !== width || canvas.height !== height) {
      canvas = new OffscreenCanvas(width, height);
    }
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (!context) throw new Error('this browser gives no 2D canvas in a worker');
    context.fillStyle = '#fff';
    context.fillRect(0, 0, width, height);
    context.drawImage(bitmap, 0, 0);
    return { width, height, channels: 4, data: context.getImageData(0, 0, width, height).data };
  } finally {
    bitmap.close();
  }
}
