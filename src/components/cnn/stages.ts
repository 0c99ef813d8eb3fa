import type { CnnFrame } from '../../../workers/contracts/cnn.ts';
import type { ErrorData, Progress, RunState } from '../../runs/run.ts';
import { Confusion } from '../confusion-matrix/confusion.ts';
import { IMAGE_STAGES, Stages } from '../run/stages.ts';
import { count, duration, UNSEEN } from '../run/words.ts';
import { percent } from './words.ts';

/** The stages of a CNN run. */
export const STAGES = new Stages({
  names: {
    ...IMAGE_STAGES,
    engine: 'Starting the engine',
    epoch: 'Training',
    validation: 'Validating',
    test: 'Testing',
  },
  parts: [
    { name: 'Images', stages: ['download', 'decode', 'draw'] },
    { name: 'Network', stages: ['engine', 'validation'] },
    { name: 'Training', stages: ['epoch', 'validation', 'test'] },
  ],
  partsOfState: { loading: [0, 0], preparing: [1, 1], running: [2, 2], paused: [2, 2] },
  epochs: [],
  announced: {
    idle: 'Stopped.',
    loading: 'Loading the images.',
    preparing: 'Preparing the network.',
    running: 'Training.',
    paused: 'Paused.',
    done: 'Done: every epoch is recorded.',
    failed: 'The run failed.',
  },
});

export interface NowView {
  readonly state: RunState;
  readonly progress: Progress | undefined;
  readonly error: ErrorData | undefined;
  readonly remainingMs: number | undefined;
  readonly frames: number;
  readonly expected: number;
  /** The epoch that is being tested. */
  readonly testing: number | undefined;
  /** It is paused because nobody sees it. */
  readonly resting: boolean;
}

/** What is going on, and how far it is. */
export function nowText(view: NowView): string {
  const { state, progress, frames, testing } = view;
  if (testing !== undefined && progress?.stage === 'test' && state !== 'running')
    return `Epoch ${testing} on the test images: ${share(progress)}`;
  switch (state) {
    case 'idle':
      return frames > 0 ? `Cancelled; ${count(frames)} frames are kept` : '';
    case 'loading':
    case 'preparing': {
      const current = STAGES.current(state, progress);
      if (current) return STAGES.text(current);
      return state === 'loading' ? 'Loading the images' : 'Preparing the network';
    }
    case 'running':
      return `${trainingText(view)}${leftText(view)}`;
    case 'paused':
      if (view.error?.code === 'diverged') return `Stopped after epoch ${frames - 1}`;
      return `${view.resting ? UNSEEN : 'Paused'}: ${trainingText(view).toLowerCase()}`;
    case 'done':
      return `Done: ${count(frames)} frames, ready to scrub`;
    case 'failed':
      return frames > 0 ? `Stopped; ${count(frames)} frames are kept` : 'Stopped';
  }
}

function trainingText({ progress, frames, expected }: NowView): string {
  const epoch = `epoch ${count(Math.min(frames, expected - 1))} of ${count(expected - 1)}`;
  if (progress?.stage === 'validation') return `Validating after ${epoch}`;
  if (progress?.stage !== 'epoch') return `Training ${epoch}`;
  return `Training ${epoch}, step ${count(progress.done)} of ${count(progress.total)}`;
}

/** Under a second there is nothing worth saying. */
function leftText({ remainingMs }: NowView): string {
  return remainingMs === undefined || remainingMs < 1000 ? '' : `, ${duration(remainingMs)} left`;
}

function share({ done, total }: Progress): string {
  return `${count(Math.min(done, total))} of ${count(total)}`;
}

/** What a screen reader hears when an epoch is over. */
export function epochAnnouncement(
  { epoch, metrics, confusion }: CnnFrame,
  classNames: readonly string[],
): string {
  const accuracy = `Epoch ${epoch}: validation accuracy ${percent(metrics.validationAccuracy, 0)}`;
  // Of several that come as high, one is enough to hear.
  const [pair] = new Confusion(confusion, classNames).mostConfused().pairs;
  if (!pair) return `${accuracy}.`;
  const [a, b] = pair.map((label) => classNames[label] ?? '');
  return `${accuracy}; ${a} and ${b} most often confused.`;
}
