/** Hands a file to the visitor, as a download. */
export function saveBlob(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The download has begun by then.
  setTimeout(() => {
    URL.revokeObjectURL(link.href);
  }, 10_000);
}

/** `umap-fashion-mnist.zarr.zip` */
export function traceName(kind: string, dataset: string): string {
  return fileName(kind, dataset, 'zarr.zip');
}

/** `umap-fashion-mnist.gif` */
export function fileName(kind: string, dataset: string, extension: string): string {
  const slug = dataset
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return `${[kind, slug].filter((part) => part !== '').join('-')}.${extension}`;
}
