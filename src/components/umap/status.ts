import type { DatasetInfo } from '../../../workers/contracts/dataset.ts';
import type { ErrorData, Progress, RunState } from '../../runs/run.ts';
import { count, duration, UNSEEN } from '../run/words.ts';
import { STAGES } from './words.ts';

export interface NowView {
  readonly state: RunState;
  readonly progress: Progress | undefined;
  readonly error: ErrorData | undefined;
  readonly remainingMs: number | undefined;
  readonly measured: boolean;
  readonly frames: number;
  readonly projecting: boolean;
  /** The images that are projected, while they are on screen. */
  readonly projected: DatasetInfo | undefined;
  /** It is paused because nobody sees it. */
  readonly resting: boolean;
  readonly projectionError: ErrorData | undefined;
}

const SPLITS = { train: 'training', test: 'test' } as const;

/** What is going on, and how far it is. */
export function nowText(view: NowView): string {
  const { state, progress, remainingMs, frames, error } = view;
  const left = remainingMs === undefined ? '' : `, ${duration(remainingMs)} left`;
  switch (state) {
    case 'idle':
      return frames > 0 ? `Cancelled; ${count(frames)} frames are kept` : '';
    case 'loading':
    case 'preparing': {
      const current = STAGES.current(state, progress);
      if (current) return `${STAGES.text(current)}${left}`;
      return state === 'loading' ? 'Loading the images' : 'Preparing';
    }
    case 'running':
    case 'paused': {
      const current = STAGES.current(state, progress);
      const text = current ? STAGES.text(current) : 'Learning the layout';
      if (state === 'running') return `${text}${left}`;
      return `${view.resting ? UNSEEN : 'Paused'}: ${text.toLowerCase()}`;
    }
    case 'done':
      if (view.projecting)
        return `Projecting new images${progress ? `: ${STAGES.text(progress).toLowerCase()}` : ''}`;
      if (view.projectionError) return `Not projected. ${view.projectionError.message}`;
      if (view.projected)
        return `${count(view.projected.count)} ${SPLITS[view.projected.split]} images among those learned from, which are dimmed`;
      if (error) return `Done. The layout could not be measured: ${error.message}`;
      if (view.measured) return `Done: ${count(frames)} frames, ready to scrub`;
      return progress?.stage === 'quality'
        ? `Done. ${STAGES.text(progress)}`
        : `Done: ${count(frames)} frames. Measuring the layout`;
    case 'failed':
      return frames > 0 ? `Stopped; ${count(frames)} frames are kept` : 'Stopped';
  }
}
