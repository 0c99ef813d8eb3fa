import { html, nothing, type TemplateResult } from 'lit';
import type { ClassPair } from '../data/events/uh-pair.ts';
import type { Expectation } from './comparison.ts';
import { placesOf } from './places.ts';
import { correlationText, type Kind, shareText } from './words.ts';

export interface PairsTableView {
  readonly pairs: readonly Expectation[];
  readonly classNames: readonly string[];
  readonly kind: Kind;
  readonly isShown: (pair: Expectation) => boolean;
  readonly point: (pair: ClassPair | null) => void;
}

/** All pairs as numbers, the most alike first. */
export function pairsTable(view: PairsTableView): TemplateResult {
  const { pairs, classNames, kind, isShown, point } = view;
  const isMeasured = pairs.some(({ measured }) => measured !== undefined);
  return html`<div class="scroller" tabindex="0" role="region" aria-label="All pairs of classes">
    <table>
      <thead>
        <tr>
          <th scope="col" class="words">Pair</th>
          <th scope="col">Correlation</th>
          <th scope="col">Place</th>
          ${
            isMeasured
              ? html`<th scope="col">${kind === 'network' ? 'Confused' : 'Mixed'}</th>
                  <th scope="col">Place</th>`
              : nothing
          }
        </tr>
      </thead>
      <tbody>
        ${[...pairs]
          .sort((p, q) => q.expected - p.expected)
          .map((pair) => {
            const { a, b, expected, measured } = pair;
            const places = placesOf(pair, pairs);
            const enter = (): void => {
              point({ a, b });
            };
            const leave = (): void => {
              point(null);
            };
            return html`<tr
              class=${isShown(pair) ? 'shown' : ''}
              @pointerenter=${enter}
              @pointerleave=${leave}
              @focusin=${enter}
              @focusout=${leave}
            >
              <th scope="row" class="words">
                <button type="button">${classNames[a]} · ${classNames[b]}</button>
              </th>
              <td>${correlationText(expected)}</td>
              <td>${places.expected}</td>
              ${
                measured === undefined
                  ? nothing
                  : html`<td>${shareText(measured)}</td>
                      <td>${places.measured}</td>`
              }
            </tr>`;
          })}
      </tbody>
    </table>
  </div>`;
}
