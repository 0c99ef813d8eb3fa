import { html, nothing, type TemplateResult } from 'lit';
import type { RunState } from '../../runs/run.ts';
import { button } from '../run/button.ts';
import { exportButton, type ExportToggle } from '../run/export-button.ts';

export interface ToolbarView {
  readonly state: RunState;
  readonly start: () => void;
  readonly pause: () => void;
  readonly resume: () => void;
  readonly oneEpoch: () => void;
  readonly cancel: () => void;
  /** Undefined while there is nothing to save. */
  readonly save: (() => void) | undefined;
  /** What opens the list of exports; undefined while there is nothing to export. */
  readonly exports: ExportToggle | undefined;
  /** Sets another run beside it; undefined where there is nothing to compare, or it is compared already. */
  readonly compare: (() => void) | undefined;
}

/** The buttons that govern the run; what plays the recording is the timeline. */
export function toolbar(view: ToolbarView): TemplateResult {
  const { state } = view;
  const cancel = button('stop', 'Cancel', view.cancel);
  const save = [
    view.save ? button('save', 'Save this run', view.save) : nothing,
    view.exports ? exportButton(view.exports) : nothing,
  ];
  const buttons: Readonly<Record<RunState, unknown>> = {
    idle: [save, button('again', 'Run again', view.start, 'strong')],
    loading: cancel,
    preparing: cancel,
    running: [button('pause', 'Pause run', view.pause, 'strong'), cancel],
    paused: [
      button('play', 'Resume run', view.resume, 'strong'),
      button('forward', 'One epoch', view.oneEpoch),
      save,
      cancel,
    ],
    done: [save, button('again', 'Run again', view.start, 'strong')],
    // Trying again stands beside what went wrong.
    failed: nothing,
  };
  return html`
    <div class="toolbar" part="controls" role="group" aria-label="Run">
      ${buttons[state]}
      ${view.compare ? button('compare', 'Compare', view.compare, 'compare') : nothing}
    </div>
  `;
}
