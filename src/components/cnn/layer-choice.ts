import { html, nothing, type TemplateResult } from 'lit';
import type { LayerSummary } from '../../../workers/contracts/cnn.ts';

export interface LayerChoiceView {
  readonly label: string;
  readonly layers: readonly LayerSummary[];
  /** Which of them can be chosen. */
  readonly offers: (layer: LayerSummary) => boolean;
  readonly chosen: number;
  readonly choose: (layer: number) => void;
}

/** Layers that have kernels to look at. */
export const hasKernels = ({ spec }: LayerSummary): boolean => spec.type === 'conv2d';

/** Layers that make maps of an image. */
export const hasMaps = ({ outputShape }: LayerSummary): boolean => outputShape.length === 3;

export function layerChoice(view: LayerChoiceView): TemplateResult | typeof nothing {
  const offered = [...view.layers.entries()].filter(([, layer]) => view.offers(layer));
  if (offered.length < 2) return nothing;
  return html`<label class="layer">
    <span>${view.label}</span>
    <select
      @change=${(event: Event) => {
        view.choose(Number((event.currentTarget as HTMLSelectElement).value));
      }}
    >
      ${offered.map(
        ([index, { name, outputShape }]) =>
          html`<option value=${index} .selected=${index === view.chosen}>
            ${name}, ${outputShape.join(' × ')}
          </option>`,
      )}
    </select>
  </label>`;
}
