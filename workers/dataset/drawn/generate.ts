import type { ReportProgress } from '../../contracts/control.ts';
import type { Samples, Split } from '../../contracts/dataset.ts';
import { Pacer } from '../../rpc/slices.ts';
import type { DrawnDataset } from './index.ts';

/** Images between two looks at the clock: one or two milliseconds of drawing. */
const BATCH = 32;

/**
 * The first `count` images of (seed, split), *returned* to the caller. Reports stage `draw` in images;
 * throws the signal's reason on abort.
 */
export async function generate(
  dataset: DrawnDataset,
  { seed, split, count }: { readonly seed: number; readonly split: Split; readonly count: number },
  report: ReportProgress,
  signal: AbortSignal,
): Promise<Samples> {
  const pacer = new Pacer(signal);
  const { height, width, channels } = dataset.shape;
  const size = height * width * channels;
  const images = new Uint8Array(count * size);
  const labels = new Uint8Array(count);
  const tell = (done: number): void => {
    report({ stage: 'draw', done, total: count, unit: 'images' });
  };
  for (let done = 0; done < count;) {
    const until = Math.min(count, done + BATCH);
    for (; done < until; done++) {
      labels[done] = dataset.draw(seed, split, done, images, done * size);
    }
    if (done < count && pacer.due()) {
      tell(done);
      await pacer.pause();
    }
  }
  tell(count);
  return { images, labels };
}
