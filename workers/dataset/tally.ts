import type { Progress } from '../contracts/control.ts';

/** Counts bytes until all have arrived, images after that, so that progress only moves forward. */
export class Tally {
  private bytes = 0;
  private images = 0;

  constructor(
    private readonly totalBytes: number,
    private readonly totalImages: number,
  ) {}

  addBytes(n: number): Progress {
    this.bytes += n;
    return this.progress();
  }

  addImages(n: number): Progress {
    this.images += n;
    return this.progress();
  }

  private progress(): Progress {
    return this.bytes < this.totalBytes
      ? { stage: 'download', done: this.bytes, total: this.totalBytes, unit: 'bytes' }
      : { stage: 'decode', done: this.images, total: this.totalImages, unit: 'images' };
  }
}
