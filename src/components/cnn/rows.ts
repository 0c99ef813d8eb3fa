import { html, nothing, type TemplateResult } from 'lit';
import type { ModelFile, ModelFormat } from '../../../workers/contracts/cnn.ts';
import type { FilterSelection } from '../../controllers/filter-selection.ts';
import type { CnnPlayer, Watching } from '../../controllers/watching.ts';
import type { CnnRunApi, WatchedLayers } from '../../runs/cnn-run-api.ts';
import '../activations/activations.ts';
import type { ClassPair } from '../data/events/uh-pair.ts';
import '../kernels/kernels.ts';
import '../learning-curve/learning-curve.ts';
import '../model-summary/model-summary.ts';
import '../prediction/prediction.ts';
import type { UhWatchEvent } from '../predictions/events/uh-watch.ts';
import '../predictions/predictions.ts';
import { hasKernels, hasMaps, layerChoice } from './layer-choice.ts';
import { modelFiles } from './model-files.ts';
import './tests.ts';
import { dropHandlers, watchPicker } from './watch-picker.ts';

/** Groups of figures, in the order in which they come. */
const ALL_FIGURES = ['learning', 'prediction', 'predictions', 'tests', 'network'] as const;

export type FigureName = (typeof ALL_FIGURES)[number];

/** Fired by a composite, not bubbling, after each of its updates: figures elsewhere update, too. */
export const FIGURES_EVENT = 'uh-figures';

/** The figures that are named, with spaces between; all where none is. */
export function figuresOf(names: string): ReadonlySet<FigureName> {
  const named = names.split(/\s+/);
  const chosen = ALL_FIGURES.filter((name) => named.includes(name));
  return new Set(chosen.length > 0 ? chosen : ALL_FIGURES);
}

/** What the figures of a run show, and what the visitor may do with them. */
export interface RowsView {
  readonly figures: ReadonlySet<FigureName>;
  readonly run: CnnRunApi;
  readonly player: CnnPlayer | undefined;
  readonly watching: Watching | undefined;
  readonly selection: FilterSelection;
  /** Two classes whose confusion stands out. */
  readonly pair: ClassPair | null;
  /** Whether there is more than figures. */
  readonly controls: boolean;
  /** In a comparison, which draws the curves of both. */
  readonly compared: boolean;
  /** How many of the figures are there: one more each display frame, as all at once would hold the page up. */
  readonly unveiled: number;
  readonly watchLayers: (layers: Partial<WatchedLayers>) => void;
  readonly watch: (testImage: number) => void;
  readonly takePicture: (file: File) => void;
  readonly evaluate: (epoch: number) => void;
  /** The network at the playhead. */
  readonly save: (format: ModelFormat) => void;
  readonly load: (files: readonly ModelFile[]) => void;
}

/** Figures that come one after the other. */
export const FIGURES = 7;

/** The figure that comes as the `nth`, once it is its turn. */
const veiled = (
  { unveiled }: RowsView,
  nth: number,
  figure: () => TemplateResult,
): TemplateResult | typeof nothing => (unveiled >= nth ? figure() : nothing);

/** Kernels, what they make of the watched image, the curve, and what the network takes the image for. */
export function learningRow(view: RowsView): TemplateResult | typeof nothing {
  const { run, player, watching, selection, figures } = view;
  if (!figures.has('learning')) return nothing;
  const layers = run.trace?.info.layers ?? [];
  const choice = (
    label: string,
    offers: typeof hasMaps,
    name: keyof WatchedLayers,
  ): TemplateResult | typeof nothing =>
    view.controls && run.layers
      ? layerChoice({
          ...{ label, layers, offers, chosen: run.layers[name] },
          choose: (layer) => {
            view.watchLayers({ [name]: layer });
          },
        })
      : nothing;
  return html`
    <div class="row learning">
      <div class="cell">
        ${veiled(
          view,
          1,
          () =>
            html`<uh-kernels
              .player=${player}
              .watching=${watching}
              .selection=${selection}
            ></uh-kernels>`,
        )}
        ${choice('Kernels of', hasKernels, 'kernelLayer')}
      </div>
      <div class="cell">
        ${veiled(
          view,
          2,
          () =>
            html`<uh-activations
              .player=${player}
              .watching=${watching}
              .selection=${selection}
            ></uh-activations>`,
        )}
        ${choice('Output of', hasMaps, 'activationLayer')}
      </div>
      <div class="cell opinion">
        ${
          view.compared
            ? nothing
            : veiled(view, 3, () => html`<uh-learning-curve .player=${player}></uh-learning-curve>`)
        }
        ${figures.has('prediction') || view.compared ? predictionCell(view) : nothing}
      </div>
    </div>
  `;
}

/** What it takes the watched image for, and which that is. */
export function predictionCell(view: RowsView): TemplateResult {
  const { run, player, watching, watch, takePicture } = view;
  const available = run.testDataset?.count ?? 0;
  const { over, drop } = dropHandlers(takePicture);
  return html`<div class="watched" @dragover=${over} @drop=${drop}>
    ${veiled(
      view,
      4,
      () => html`<uh-prediction .player=${player} .watching=${watching}></uh-prediction>`,
    )}
    ${
      view.controls
        ? watchPicker({ index: run.watched?.index, available, watch, takePicture })
        : nothing
    }
  </div>`;
}

/** What it takes six images for that it never learns from. */
export function opinionRow(view: RowsView): TemplateResult | typeof nothing {
  const { player, watching, watch, figures } = view;
  if (!figures.has('predictions')) return nothing;
  return html`
    <div class="row">
      <div class="cell">
        <h3>Six images it never learns from</h3>
        ${veiled(
          view,
          5,
          () =>
            html`<uh-predictions
              .player=${player}
              .watching=${watching}
              @uh-watch=${(event: UhWatchEvent) => {
                watch(event.index);
              }}
            ></uh-predictions>`,
        )}
      </div>
    </div>
  `;
}

/** What it confuses, and what it is made of. */
export function judgementRow(view: RowsView): TemplateResult | typeof nothing {
  const { figures } = view;
  const cells = [
    figures.has('tests') ? testsCell(view) : [],
    figures.has('network') ? networkCell(view) : [],
  ].flat();
  if (cells.length === 0) return nothing;
  return html`<div class="row ${cells.length > 1 ? 'judgement' : ''}">
    ${cells.map((cell) => html`<div class="cell">${cell}</div>`)}
  </div>`;
}

function testsCell(view: RowsView): TemplateResult {
  const { run, player } = view;
  return html`
    <h3>What it takes for what</h3>
    ${veiled(
      view,
      6,
      () =>
        html`<uh-cnn-tests
          .player=${player}
          .pair=${view.pair}
          .tests=${run.tests}
          .testCount=${run.tests.size}
          .testing=${run.testing}
          .progress=${run.testing === undefined ? undefined : run.progress}
          .available=${run.testDataset?.count ?? 0}
          .evaluate=${view.evaluate}
        ></uh-cnn-tests>`,
    )}
  `;
}

function networkCell(view: RowsView): TemplateResult {
  const { player, save, load } = view;
  return html`
    <h3>The network</h3>
    ${veiled(view, 7, () => html`<uh-model-summary .player=${player}></uh-model-summary>`)}
    ${view.controls ? modelFiles({ save, load }) : nothing}
  `;
}
