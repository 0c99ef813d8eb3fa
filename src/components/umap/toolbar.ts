import { html, nothing, type TemplateResult } from 'lit';
import type { PaletteName } from '../../render/palettes.ts';
import type { RunState } from '../../runs/run.ts';
import { button } from '../run/button.ts';
import { exportButton, type ExportToggle } from '../run/export-button.ts';

export interface ToolbarView {
  readonly state: RunState;
  readonly start: () => void;
  readonly pause: () => void;
  readonly resume: () => void;
  readonly cancel: () => void;
  /** Undefined while there is nothing to save. */
  readonly save: (() => void) | undefined;
  /** What opens the list of exports; undefined while there is nothing to export. */
  readonly exports: ExportToggle | undefined;
  /** Sets another run beside it; undefined where there is nothing to compare, or it is compared already. */
  readonly compare: (() => void) | undefined;
  /** Of new images into the finished layout. */
  readonly projection: {
    readonly label: string;
    readonly state: 'none' | 'busy' | 'shown';
    readonly project: () => void;
    readonly hide: () => void;
  };
}

/** The buttons that govern the run; what plays the recording is the timeline. */
export function toolbar(view: ToolbarView): TemplateResult {
  const { state, projection } = view;
  const busy = state === 'loading' || state === 'preparing';
  const cancel = button('stop', 'Cancel', view.cancel);
  return html`
    <div class="toolbar" part="controls" role="group" aria-label="Run">
      ${state === 'running' ? [button('pause', 'Pause run', view.pause, 'strong'), cancel] : nothing}
      ${state === 'paused' ? [button('play', 'Resume run', view.resume, 'strong'), cancel] : nothing}
      ${busy ? cancel : nothing}
      ${view.save && !busy && state !== 'running' ? button('save', 'Save this run', view.save) : nothing}
      ${view.exports && !busy && state !== 'running' ? exportButton(view.exports) : nothing}
      ${state === 'done' ? PROJECTIONS[projection.state](view) : nothing}
      ${
        state === 'idle' || state === 'done'
          ? button('again', 'Run again', view.start, 'strong')
          : nothing
      }
      ${view.compare ? button('compare', 'Compare', view.compare, 'compare') : nothing}
    </div>
  `;
}

const PROJECTIONS = {
  none: ({ projection }: ToolbarView) => button('project', projection.label, projection.project),
  busy: ({ cancel }: ToolbarView) => button('stop', 'Cancel projection', cancel),
  shown: ({ projection }: ToolbarView) => button('return', 'Back to the run', projection.hide),
} as const;

const PALETTES: readonly (readonly [PaletteName, string])[] = [
  ['spectral', 'Spectral'],
  ['safe', 'Colour-blind safe'],
];

/** Which colours the classes have. */
export function paletteSwitch(
  chosen: PaletteName,
  choose: (palette: PaletteName) => void,
): TemplateResult {
  return html`
    <fieldset class="switch">
      <legend>Colours</legend>
      ${PALETTES.map(
        ([palette, label]) => html`
          <label>
            <input
              type="radio"
              name="palette"
              value=${palette}
              .checked=${palette === chosen}
              @change=${() => {
                choose(palette);
              }}
            /><span>${label}</span>
          </label>
        `,
      )}
    </fieldset>
  `;
}
