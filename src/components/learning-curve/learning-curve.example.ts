import type { CnnFrame } from '../../../workers/contracts/cnn.ts';
import { Player } from '../../trace/player.ts';
import { Recorder } from '../../trace/trace.ts';
import { syntheticCnnTrace } from '../cnn/synthetic-trace.ts';
import './learning-curve.ts';
import type { UhLearningCurve } from './learning-curve.ts';

interface Example {
  readonly name: string;
  render(): HTMLElement;
}

interface Options {
  readonly frames?: number;
  readonly at?: number;
  readonly classNames?: readonly string[];
  /** What becomes of each frame. */
  readonly change?: (frame: CnnFrame) => CnnFrame;
}

function example(
  name: string,
  { frames = 49, at = frames - 1, classNames, change = (frame) => frame }: Options,
  arrange: (element: UhLearningCurve) => void = () => {
    // as it comes
  },
): Example {
  return {
    name,
    render() {
      const made = syntheticCnnTrace(frames, 48, classNames);
      const recorder = new Recorder<typeof made.info, CnnFrame>(made.info, 49);
      for (const frame of made.frames) recorder.append(change(frame));
      const element = document.createElement('uh-learning-curve');
      element.player = new Player(recorder);
      element.player.seek(at);
      arrange(element);
      return element;
    },
  };
}

const setAnew = (frame: CnnFrame): CnnFrame => ({
  ...frame,
  settings: {
    learningRate: frame.epoch < 20 ? 0.0005 : 0.0001,
    dropout: frame.epoch < 9 ? 0.25 : 0.5,
    batchSize: frame.epoch < 20 ? frame.settings.batchSize : 32,
  },
});

const diverging = (frame: CnnFrame): CnnFrame => ({
  ...frame,
  metrics: {
    ...frame.metrics,
    validationLoss: frame.epoch > 20 ? 40 : frame.metrics.validationLoss,
    trainLoss: frame.epoch > 20 ? Number.NaN : frame.metrics.trainLoss,
  },
});

export const examples: readonly Example[] = [
  example('Trained', { at: 47 }),
  example('Scrubbed back: what lies ahead is faint', { at: 14 }),
  example('It still learns', { frames: 9 }),
  example('Untrained: one frame', { frames: 1 }),
  example('Settings changed in mid-run', { at: 30, change: setAnew }),
  example('Loss', {}, (element) => {
    element.metric = 'loss';
  }),
  example('Loss of a run that went astray', { change: diverging }, (element) => {
    element.metric = 'loss';
  }),
  example('Two classes', { classNames: ['cat', 'dog'] }),
  { name: 'Before the first frame', render: () => document.createElement('uh-learning-curve') },
];
