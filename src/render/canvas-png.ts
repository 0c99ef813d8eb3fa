/** What a canvas shows, as PNG. Rejects when it has no pixels, or more than the browser packs. */
export function canvasPng(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob) resolve(blob);
      else
        reject(new Error('The browser could not make a PNG of this size. Take a smaller width.'));
    }, 'image/png');
  });
}
