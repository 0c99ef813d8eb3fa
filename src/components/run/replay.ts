import { html, nothing, type TemplateResult } from 'lit';
import type { DatasetInfo } from '../../../workers/contracts/dataset.ts';
import type { EngineInfo } from '../../../workers/contracts/engine.ts';
import type { Progress, Recording, RunState } from '../../runs/run.ts';
import { button } from './button.ts';
import { RUN_LIVE } from './panels.ts';
import { Stages } from './stages.ts';
import { count } from './words.ts';

/** The stages of a recording that is opened. */
export const REPLAY_STAGES = new Stages({
  names: { download: 'Fetching the recording', load: 'Loading frames' },
  parts: [{ name: 'Recording', stages: ['download', 'load'] }],
  partsOfState: { loading: [0, 0], running: [0, 0] },
  epochs: [],
  announced: {
    idle: 'Stopped.',
    loading: 'Loading the recording.',
    preparing: 'Loading the recording.',
    running: 'This recording is still being written.',
    paused: 'Paused.',
    done: 'The recording is loaded.',
    failed: 'The recording cannot be played.',
  },
});

/** What the steps before a recording's first frame do. */
export const REPLAY_STEPS = ['Get the recording'];

export interface ReplayNowView {
  readonly state: RunState;
  readonly progress: Progress | undefined;
  readonly recording: Recording;
  readonly engine: EngineInfo | undefined;
  readonly dataset: DatasetInfo | undefined;
}

/** `Recorded run: wasm on CPU, 2 threads, 1 November 2026, Fashion-MNIST; 129 of 129 frames`. */
export function replayText(view: ReplayNowView): string {
  const { state, progress, recording, engine, dataset } = view;
  if (!engine || !dataset) {
    const current = REPLAY_STAGES.current(state, progress);
    return current ? REPLAY_STAGES.text(current) : REPLAY_STAGES.announcement(state, undefined);
  }
  const { recorded, frames, loaded, growing } = recording;
  const by = engine.device ? `${engine.engine} on ${engine.device}` : engine.engine;
  const facts = [by, dateText(recorded), dataset.title].filter((fact) => fact !== '');
  const more = growing ? ', still being written' : '';
  return `Recorded run: ${facts.join(', ')}; ${count(loaded)} of ${count(frames)} frames${more}`;
}

/** `1 November 2026`; nothing where it is no date. */
function dateText(recorded: string | undefined): string {
  const date = new Date(recorded ?? NaN);
  if (Number.isNaN(date.getTime())) return '';
  return date.toLocaleDateString('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
}

export interface ReplayToolbarView {
  readonly state: RunState;
  readonly again: () => void;
  readonly cancel: () => void;
  readonly save: () => void;
  /** Undefined where nobody said of which dataset. */
  readonly runLive: (() => void) | undefined;
}

/** The buttons of a recorded run; what plays it is the timeline, too. */
export function replayToolbar({ state, ...view }: ReplayToolbarView): TemplateResult {
  const loading = state === 'loading';
  return html`
    <div class="toolbar" part="controls" role="group" aria-label="Run">
      ${loading ? button('stop', 'Cancel', view.cancel) : nothing}
      ${state === 'failed' ? nothing : button('again', 'Play again', view.again)}
      ${state === 'done' ? button('save', 'Save this run', view.save) : nothing}
      ${view.runLive && state !== 'failed' ? button('play', RUN_LIVE, view.runLive, 'strong') : nothing}
    </div>
  `;
}
