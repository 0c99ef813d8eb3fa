/**
 * The elements as React components, through @lit/react: properties by their names, events as `onFrame` and the like, typed.
 * The elements' code comes with it; workers and engines come when a run starts, as ever.
 */
import { createComponent, type EventName } from '@lit/react';
import * as react from 'react';
import { UhActivations } from './components/activations/activations.ts';
import { UhClassAverages } from './components/class-averages/class-averages.ts';
import { UhClustermap } from './components/clustermap/clustermap.ts';
import { UhCnn } from './components/cnn/cnn.ts';
import { UhCompare } from './components/compare/compare.ts';
import type { UhCellEvent } from './components/confusion-matrix/events/uh-cell.ts';
import { UhConfusionMatrix } from './components/confusion-matrix/confusion-matrix.ts';
import type { UhPairEvent } from './components/data/events/uh-pair.ts';
import { UhEmbedding } from './components/embedding/embedding.ts';
import { UhExpectation } from './components/expectation/expectation.ts';
import { UhKernels } from './components/kernels/kernels.ts';
import { UhLearningCurve } from './components/learning-curve/learning-curve.ts';
import { UhMistakes } from './components/mistakes/mistakes.ts';
import { UhModelSummary } from './components/model-summary/model-summary.ts';
import { UhPrediction } from './components/prediction/prediction.ts';
import type { UhWatchEvent } from './components/predictions/events/uh-watch.ts';
import { UhPredictions } from './components/predictions/predictions.ts';
import type { UhDoneEvent } from './components/run/events/uh-done.ts';
import type { UhErrorEvent } from './components/run/events/uh-error.ts';
import type { UhFrameEvent } from './components/run/events/uh-frame.ts';
import type { UhProgressEvent } from './components/run/events/uh-progress.ts';
import type { UhStateEvent } from './components/run/events/uh-state.ts';
import type { UhWatchRunEvent } from './components/runs/events/uh-watch-run.ts';
import { UhRuns } from './components/runs/runs.ts';
import { UhSamples } from './components/samples/samples.ts';
import type { UhFollowEvent } from './components/timeline/events/uh-follow.ts';
import type { UhPauseEvent } from './components/timeline/events/uh-pause.ts';
import type { UhPlayEvent } from './components/timeline/events/uh-play.ts';
import type { UhRateEvent } from './components/timeline/events/uh-rate.ts';
import type { UhSeekEvent } from './components/timeline/events/uh-seek.ts';
import { UhTimeline } from './components/timeline/timeline.ts';
import { UhUmap } from './components/umap/umap.ts';

const onState = 'uh-state' as EventName<UhStateEvent>;
const onError = 'uh-error' as EventName<UhErrorEvent>;
const onPair = 'uh-pair' as EventName<UhPairEvent>;
const onSeek = 'uh-seek' as EventName<UhSeekEvent>;
const RUN = {
  onState,
  onError,
  onProgress: 'uh-progress' as EventName<UhProgressEvent>,
  onFrame: 'uh-frame' as EventName<UhFrameEvent>,
  onDone: 'uh-done' as EventName<UhDoneEvent>,
};
const DATA = { onState, onError };

export const Umap = createComponent({
  react,
  tagName: 'uh-umap',
  elementClass: UhUmap,
  events: RUN,
});
export const Cnn = createComponent({ react, tagName: 'uh-cnn', elementClass: UhCnn, events: RUN });
export const Compare = createComponent({ react, tagName: 'uh-compare', elementClass: UhCompare });
export const Embedding = createComponent({
  react,
  tagName: 'uh-embedding',
  elementClass: UhEmbedding,
});
export const Timeline = createComponent({
  react,
  tagName: 'uh-timeline',
  elementClass: UhTimeline,
  events: {
    onSeek,
    onPlay: 'uh-play' as EventName<UhPlayEvent>,
    onPause: 'uh-pause' as EventName<UhPauseEvent>,
    onFollow: 'uh-follow' as EventName<UhFollowEvent>,
    onRate: 'uh-rate' as EventName<UhRateEvent>,
  },
});
export const Samples = createComponent({
  react,
  tagName: 'uh-samples',
  elementClass: UhSamples,
  events: DATA,
});
export const ClassAverages = createComponent({
  react,
  tagName: 'uh-class-averages',
  elementClass: UhClassAverages,
  events: { ...DATA, onPair },
});
export const Clustermap = createComponent({
  react,
  tagName: 'uh-clustermap',
  elementClass: UhClustermap,
  events: { ...DATA, onPair },
});
export const Expectation = createComponent({
  react,
  tagName: 'uh-expectation',
  elementClass: UhExpectation,
  events: { onPair },
});
export const Kernels = createComponent({ react, tagName: 'uh-kernels', elementClass: UhKernels });
export const Activations = createComponent({
  react,
  tagName: 'uh-activations',
  elementClass: UhActivations,
});
export const LearningCurve = createComponent({
  react,
  tagName: 'uh-learning-curve',
  elementClass: UhLearningCurve,
  events: { onSeek },
});
export const Prediction = createComponent({
  react,
  tagName: 'uh-prediction',
  elementClass: UhPrediction,
});
export const Predictions = createComponent({
  react,
  tagName: 'uh-predictions',
  elementClass: UhPredictions,
  events: { onWatch: 'uh-watch' as EventName<UhWatchEvent> },
});
export const ConfusionMatrix = createComponent({
  react,
  tagName: 'uh-confusion-matrix',
  elementClass: UhConfusionMatrix,
  events: { onCell: 'uh-cell' as EventName<UhCellEvent> },
});
export const Mistakes = createComponent({
  react,
  tagName: 'uh-mistakes',
  elementClass: UhMistakes,
});
export const ModelSummary = createComponent({
  react,
  tagName: 'uh-model-summary',
  elementClass: UhModelSummary,
});
export const Runs = createComponent({
  react,
  tagName: 'uh-runs',
  elementClass: UhRuns,
  events: { onWatchRun: 'uh-watch-run' as EventName<UhWatchRunEvent> },
});
