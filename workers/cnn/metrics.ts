/** Keras clips probabilities to it before taking the logarithm. */
const SMALLEST = 1e-7;

/** How well probabilities fit labels. */
export interface Measured {
  /** Mean cross-entropy. */
  readonly loss: number;
  readonly accuracy: number;
  /** True class × predicted class, row-major. */
  readonly confusion: Uint32Array<ArrayBuffer>;
}

/** @param probabilities images × classes, row-major; *borrowed* */
export function measure(
  probabilities: Float32Array,
  labels: Uint8Array,
  classes: number,
): Measured {
  const confusion = new Uint32Array(classes * classes);
  let loss = 0;
  let right = 0;
  for (const [i, label] of labels.entries()) {
    const own = probabilities.subarray(i * classes, (i + 1) * classes);
    let best = 0;
    own.forEach((value, c) => {
      if (value > (own[best] ?? 0)) best = c;
    });
    loss -= Math.log(Math.min(1 - SMALLEST, Math.max(SMALLEST, own[label] ?? NaN)));
    if (best === label) right++;
    const cell = label * classes + best;
    confusion[cell] = (confusion[cell] ?? 0) + 1;
  }
  return { loss: loss / labels.length, accuracy: right / labels.length, confusion };
}
