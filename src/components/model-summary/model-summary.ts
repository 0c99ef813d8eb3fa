import { html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { LayerSummary } from '../../../workers/contracts/cnn.ts';
import { chart } from '../cnn/chart.styles.ts';
import { CnnPart } from '../cnn/part.ts';
import { count } from '../run/words.ts';
import { define } from '../define.ts';
import { tokens } from '../tokens.styles.ts';
import { detailOf, kerasType, shapeText, totalsOf, totalsText } from './layers.ts';
import { styles } from './model-summary.styles.ts';

/**
 * The network's layers as Keras's `model.summary()` lists them: name and type, output shape, parameters; below, how many
 * parameters there are in all. A bar says how they are spread.
 *
 * @tag uh-model-summary
 * @csspart table - the layers
 * @csspart totals - the line below
 */
export class UhModelSummary extends CnnPart {
  static override readonly styles = [tokens, chart, styles];

  /** The layers before there is a run; those of the run go before. */
  @property({ attribute: false }) layers: readonly LayerSummary[] | undefined;

  protected override render(): TemplateResult {
    const layers = this.player?.trace.info.layers ?? this.layers ?? [];
    if (layers.length === 0) {
      return html`<figure>
        <div class="placeholder">The network, layer by layer</div>
      </figure>`;
    }
    const totals = totalsOf(layers);
    return html`<figure>
      <table part="table">
        <caption class="sr">
          Layers of the network
        </caption>
        <thead>
          <tr>
            <th scope="col">Layer (type)</th>
            <th scope="col">Output shape</th>
            <th scope="col" class="number">Param #</th>
          </tr>
        </thead>
        <tbody>
          ${layers.map((layer) => renderLayer(layer, totals.parameters))}
        </tbody>
      </table>
      <p class="totals" part="totals">
        ${totalsText(totals)
          .split('; ')
          .map((part, i, all) => html`<span>${part}${i < all.length - 1 ? '; ' : ''}</span>`)}
      </p>
    </figure>`;
  }
}

function renderLayer(
  { name, spec, outputShape, parameters }: LayerSummary,
  all: number,
): TemplateResult {
  const detail = detailOf(spec);
  return html`<tr>
    <th scope="row">
      <span class="name">${breakable(name)}</span>
      <span class="type">(${breakable(kerasType(spec))})</span>
      ${detail === '' ? nothing : html`<span class="detail">${detail}</span>`}
    </th>
    <td class="shape">${shapeText(outputShape)}</td>
    <td class="number ${parameters === 0 ? 'none' : ''}">
      ${count(parameters)}
      <span class="share" style="--_share:${all === 0 ? 0 : parameters / all}"></span>
    </td>
  </tr>`;
}

/** Long names may break after an underscore and before a capital. */
function breakable(name: string): TemplateResult[] {
  return name.split(/(?<=_)|(?<=[a-z])(?=[A-Z])/).map((part) => html`<wbr />${part}`);
}

define('uh-model-summary', UhModelSummary);

declare global {
  interface HTMLElementTagNameMap {
    'uh-model-summary': UhModelSummary;
  }
}
