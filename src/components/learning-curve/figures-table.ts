import { html, type TemplateResult } from 'lit';
import type { CnnTrace } from '../../trace/cnn-trace.ts';
import { count } from '../run/words.ts';
import { changesAt, valueText } from './readings.ts';

/** All that the curves show, and more, as numbers. */
export function figuresTable(trace: CnnTrace): TemplateResult {
  return html`<div
    class="scroller"
    tabindex="0"
    role="region"
    aria-label="The figures of every epoch"
  >
    <table>
      <thead>
        <tr>
          <th scope="col" rowspan="2">Epoch</th>
          <th scope="col" rowspan="2">Images seen</th>
          <th scope="colgroup" colspan="2">Accuracy</th>
          <th scope="colgroup" colspan="2">Loss</th>
          <th scope="col" rowspan="2" class="words">Set anew</th>
        </tr>
        <tr>
          <th scope="col">training</th>
          <th scope="col">validation</th>
          <th scope="col">training</th>
          <th scope="col">validation</th>
        </tr>
      </thead>
      <tbody>
        ${trace.frames.map(
          ({ epoch, imagesSeen, metrics }, index) =>
            html`<tr>
              <th scope="row">${epoch}</th>
              <td>${count(imagesSeen)}</td>
              <td>${valueText(metrics.trainAccuracy, 'accuracy')}</td>
              <td>${valueText(metrics.validationAccuracy, 'accuracy')}</td>
              <td>${valueText(metrics.trainLoss, 'loss')}</td>
              <td>${valueText(metrics.validationLoss, 'loss')}</td>
              <td class="words">${changesAt(trace, index).join(', ')}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
