/** A timed epoch should take so long, ms: long beside a message to the page, short beside a noisy minute. */
const EPOCH_MS = 4000;
const MOST_STEPS = 1000;

/** Steps by which the size of an epoch is chosen. */
export const PROBED_STEPS = 2;
/** Epochs timed, after one that warms up. */
export const TIMED_EPOCHS = 4;
/** Validation images where only steps are timed: reference engines take minutes for the article's 2,000. */
export const FEW_VALIDATED = 100;

/** Steps of an epoch that takes about EPOCH_MS, where one takes `stepMs`. */
export function stepsOfEpoch(stepMs: number): number {
  return Math.min(MOST_STEPS, Math.max(PROBED_STEPS, Math.round(EPOCH_MS / stepMs)));
}

/** What an engine gets done. @param flop floating-point operations an image */
export function rates(images: number, ms: number, flop: number) {
  return { imagesPerSecond: (1000 * images) / ms, gflops: (images * flop) / ms / 1e6 };
}
