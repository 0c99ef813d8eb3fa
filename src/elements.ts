/**
 * The embed library: importing it registers all elements, once, where there is a registry of elements at all. An element
 * gets its code when the page has one: whoever calls its methods at once waits for `customElements.whenDefined`.
 */
import { setWorkerScript } from './clients/worker-script.ts';
import { loadElementsOnSight } from './lazy-elements.ts';

export { UhFollowEvent } from './components/timeline/events/uh-follow.ts';
export { UhPauseEvent } from './components/timeline/events/uh-pause.ts';
export { UhPlayEvent } from './components/timeline/events/uh-play.ts';
export { UhRateEvent } from './components/timeline/events/uh-rate.ts';
export { UhSeekEvent } from './components/timeline/events/uh-seek.ts';
export { UhDoneEvent } from './components/run/events/uh-done.ts';
export { UhErrorEvent } from './components/run/events/uh-error.ts';
export { UhFrameEvent } from './components/run/events/uh-frame.ts';
export { UhProgressEvent } from './components/run/events/uh-progress.ts';
export { UhStateEvent } from './components/run/events/uh-state.ts';
export { loadElement } from './lazy-elements.ts';
export { setWorkerScript };

// Their code comes later; what they are is known now.
export type { UhActivations } from './components/activations/activations.ts';
export type { UhClassAverages } from './components/class-averages/class-averages.ts';
export type { UhClustermap } from './components/clustermap/clustermap.ts';
export type { UhCnn } from './components/cnn/cnn.ts';
export type { UhCompare } from './components/compare/compare.ts';
export type { UhConfusionMatrix } from './components/confusion-matrix/confusion-matrix.ts';
export type { UhCellEvent } from './components/confusion-matrix/events/uh-cell.ts';
export type { UhEmbedding } from './components/embedding/embedding.ts';
export type { UhExpectation } from './components/expectation/expectation.ts';
export type { UhPairEvent } from './components/data/events/uh-pair.ts';
export type { UhKernels } from './components/kernels/kernels.ts';
export type { UhLearningCurve } from './components/learning-curve/learning-curve.ts';
export type { UhMistakes } from './components/mistakes/mistakes.ts';
export type { UhModelSummary } from './components/model-summary/model-summary.ts';
export type { UhPrediction } from './components/prediction/prediction.ts';
export type { UhWatchEvent } from './components/predictions/events/uh-watch.ts';
export type { UhPredictions } from './components/predictions/predictions.ts';
export type { UhRuns } from './components/runs/runs.ts';
export type { UhWatchRunEvent } from './components/runs/events/uh-watch-run.ts';
export type { UhSamples } from './components/samples/samples.ts';
export type { UhTimeline } from './components/timeline/timeline.ts';
export type { UhUmap } from './components/umap/umap.ts';

if (typeof document !== 'undefined') {
  const named =
    document.querySelector<HTMLElement>('script[data-worker-src]')?.dataset['workerSrc'];
  if (named !== undefined) setWorkerScript(named);
  loadElementsOnSight(document);
}
