import type { CnnFrame } from '../../../workers/contracts/cnn.ts';
import type { CnnTraceInfo } from '../../trace/cnn-trace.ts';
import { percent, winnerOf } from '../cnn/words.ts';

/** Images that are shown at once. */
export const SET_SIZE = 6;

/** One test image and what the network makes of it. */
export interface Guess {
  /** Which of the sampled images. */
  readonly sample: number;
  /** Index in the test split. */
  readonly index: number;
  readonly label: number;
  readonly probabilities: Float32Array;
  /** Undefined where the network's numbers are none. */
  readonly winner: number | undefined;
}

export function setCount({ sampled }: CnnTraceInfo): number {
  return Math.ceil(sampled.length / SET_SIZE);
}

/** The set that is meant by a number from 1 on, counted from 0: the nearest that there is. */
export function setIndex(info: CnnTraceInfo, wanted: number): number {
  const set = Number.isFinite(wanted) ? Math.round(wanted) : 1;
  return Math.min(Math.max(1, set), setCount(info)) - 1;
}

/** `cat 56.2%`, and whether that is right. */
export function verdictOf(
  { winner, label, probabilities }: Guess,
  classNames: readonly string[],
): readonly [guess: string, verdict: string] {
  return [
    winner === undefined
      ? 'no prediction'
      : `${classNames[winner] ?? ''} ${percent(probabilities[winner] ?? NaN, 1)}`,
    winner === label ? 'Correct!' : `Actually: ${classNames[label] ?? ''}`,
  ];
}

/** The guesses of one set, counted from 0; the last set may have fewer. */
export function guessesOf(info: CnnTraceInfo, frame: CnnFrame, set: number): Guess[] {
  const classes = info.dataset.classNames.length;
  const guesses: Guess[] = [];
  const end = Math.min(info.sampled.length, (set + 1) * SET_SIZE);
  for (let sample = set * SET_SIZE; sample < end; sample++) {
    const probabilities = frame.probabilities.subarray(sample * classes, (sample + 1) * classes);
    guesses.push({
      sample,
      index: info.sampled[sample] ?? 0,
      label: info.sampledLabels[sample] ?? 0,
      probabilities,
      winner: winnerOf(probabilities),
    });
  }
  return guesses;
}

/** Whether image `sample` of the trace is this one, pixel for pixel. */
export function isImage(info: CnnTraceInfo, sample: number, image: Uint8Array): boolean {
  const start = sample * image.length;
  // A recording may have left the images out.
  if (image.length === 0) return false;
  return image.every((byte, at) => byte === info.sampledImages[start + at]);
}
