import { html, nothing, type TemplateResult } from 'lit';
import type { DatasetInfo } from '../../../workers/contracts/dataset.ts';
import type { EngineInfo } from '../../../workers/contracts/engine.ts';
import type { Progress, Recording, RunState } from '../../runs/run.ts';
import { button } from './button.ts';
import { exportButton, type ExportToggle } from './export-button.ts';
import { busy, idle, RUN_LIVE } from './panels.ts';
import type { Poster } from './poster.ts';
import { Stages } from './stages.ts';
import { progressBar, status } from './status.ts';
import { count, UNSEEN } from './words.ts';

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

/** What stands over the reason. */
export const NOT_PLAYABLE = 'The recording cannot be played.';

/** What an element says of its recording. */
export interface ReplayView {
  readonly state: RunState;
  readonly progress: Progress | undefined;
  /** What a live run would take; empty where nobody said of which dataset. */
  readonly liveCost: string;
  /** Plays it from its first frame, loads it first if need be. */
  readonly play: () => void;
  /** Undefined where nobody said of which dataset. */
  readonly runLive: (() => void) | undefined;
}

export interface ReplayPanelView extends ReplayView {
  /** `UMAP` */
  readonly kind: string;
  readonly title: string;
  readonly picture: (share: number) => TemplateResult;
  readonly poster: Poster;
}

/** What stands in the figure's place before a recording's first frame. */
export function replayPanel(view: ReplayPanelView): TemplateResult {
  const { kind, state, progress, picture, poster, runLive } = view;
  const title = runLive ? view.title : 'A recorded run';
  if (state === 'loading') {
    const steps = ['Get the recording'];
    return busy({ title, stages: REPLAY_STAGES, steps, state, progress, picture, poster });
  }
  return idle({
    kicker: `${kind}, recorded`,
    title,
    task: 'Every frame of a run that was computed before.',
    cost: costLine(view),
    picture: picture(1),
    poster,
    start: view.play,
    startLabel: 'Play the recording',
    other: runLive && { label: RUN_LIVE, action: runLive },
  });
}

export interface ReplayBarView extends ReplayView {
  readonly recording: Recording;
  readonly engine: EngineInfo | undefined;
  readonly dataset: DatasetInfo | undefined;
  /** `5,000 points` */
  readonly amount: string;
  /** It stands still because nobody sees it. */
  readonly resting: boolean;
  readonly cancel: () => void;
  readonly save: () => void;
  readonly exports: ExportToggle;
}

/** Under a recording: what it is, and what can be done with it. What plays it is the timeline, too. */
export function replayBar(view: ReplayBarView): TemplateResult | typeof nothing {
  const { state, progress, dataset, amount, runLive } = view;
  const gone = state === 'failed';
  // What went wrong stands above.
  if (gone && !dataset) return nothing;
  return html`
    ${state === 'loading' ? progressBar(REPLAY_STAGES, state, progress) : nothing}
    <div class="bar">
      ${status({
        now: replayText(view),
        dataset,
        amount,
        engine: undefined,
        more: gone ? '' : costLine(view),
      })}
      <div class="toolbar" part="controls" role="group" aria-label="Run">
        ${state === 'loading' ? button('stop', 'Cancel', view.cancel) : nothing}
        ${gone ? nothing : button('again', 'Play again', view.play)}
        ${state === 'done' ? button('save', 'Save this run', view.save) : nothing}
        ${state === 'done' ? exportButton(view.exports) : nothing}
        ${runLive && !gone ? button('play', RUN_LIVE, runLive, 'strong') : nothing}
      </div>
    </div>
  `;
}

function costLine({ liveCost }: ReplayView): string {
  return liveCost && `Live on this device: ${liveCost.charAt(0).toLowerCase()}${liveCost.slice(1)}`;
}

/** `Recorded run: wasm on CPU, 2 threads, 1 November 2026, Fashion-MNIST; 129 of 129 frames`. */
function replayText(view: ReplayBarView): string {
  const { state, progress, recording, engine, dataset } = view;
  if (!engine || !dataset) {
    const current = REPLAY_STAGES.current(state, progress);
    return current ? REPLAY_STAGES.text(current) : REPLAY_STAGES.announcement(state, undefined);
  }
  const { recorded, frames, loaded, growing } = recording;
  const by = engine.device ? `${engine.engine} on ${engine.device}` : engine.engine;
  const facts = [by, dateText(recorded), dataset.title].filter((fact) => fact !== '');
  const more = growing ? ', still being written' : '';
  const still = view.resting ? `. ${UNSEEN}` : '';
  return `Recorded run: ${facts.join(', ')}; ${count(loaded)} of ${count(frames)} frames${more}${still}`;
}

/** `1 November 2026`; nothing where it is no date. */
function dateText(recorded: string | undefined): string {
  const date = new Date(recorded ?? NaN);
  if (Number.isNaN(date.getTime())) return '';
  return date.toLocaleDateString('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
}
