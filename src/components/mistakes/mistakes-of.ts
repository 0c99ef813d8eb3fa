import type { CnnTest } from '../../../workers/contracts/cnn.ts';

/** A test image that was taken for something else. */
export interface Mistake {
  /** Of the image among the test images. */
  readonly index: number;
  readonly truth: number;
  readonly predicted: number;
  /** Probability of the predicted class. */
  readonly share: number;
}

/** All of a test's mistakes, the most confident first; of equals the first images. */
export function mistakesOf(
  { labels, probabilities }: Pick<CnnTest, 'labels' | 'probabilities'>,
  classes: number,
): Mistake[] {
  const mistakes: Mistake[] = [];
  labels.forEach((truth, index) => {
    const own = probabilities.subarray(index * classes, (index + 1) * classes);
    let predicted = 0;
    own.forEach((share, c) => {
      if (share > (own[predicted] ?? 0)) predicted = c;
    });
    const share = own[predicted] ?? Number.NaN;
    // What overflowed is no opinion.
    if (predicted !== truth && Number.isFinite(share)) {
      mistakes.push({ index, truth, predicted, share });
    }
  });
  return mistakes.sort((a, b) => b.share - a.share || a.index - b.index);
}
