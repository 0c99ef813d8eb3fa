import { html, nothing, type TemplateResult } from 'lit';
import type { Composite, Measure } from './composite.ts';
import { curves } from './curves.ts';
import { here, SIDES, SPOKEN } from './here.ts';

export interface ResultsView {
  /** One or two. */
  readonly sides: readonly Composite[];
  readonly measures: readonly Measure[];
  readonly playhead: number;
  readonly lastEpoch: number;
}

/** What is known of both at the playhead, and all along. */
export function results(view: ResultsView): TemplateResult {
  return html`<div class="results">${view.measures.map((measure) => result(measure, view))}</div>`;
}

function result(
  measure: Measure,
  { sides, playhead, lastEpoch }: ResultsView,
): TemplateResult | typeof nothing {
  const values = sides.map((side) => measure.values(side));
  const finals = sides.map((side) => measure.final(side));
  // A close look at one and an estimate of the other would be no comparison.
  const areMeasured =
    finals.every((value) => value !== undefined) &&
    values.every(({ length }, i) => playhead >= length - 1 && (sides[i]?.trace?.closed ?? false));
  const shown = areMeasured
    ? finals
    : values.map((ofSide) => ofSide[Math.min(playhead, ofSide.length - 1)]);
  if (shown.every((value) => value === undefined || !Number.isFinite(value))) return nothing;
  const { label, help, estimated } = measure;
  const text = (value: number | undefined): string =>
    value === undefined || !Number.isFinite(value)
      ? '–'
      : `${estimated && !areMeasured ? '≈ ' : ''}${measure.text(value)}`;
  return html`<div class="measure" role="group" aria-label=${label}>
    <h3>${label}</h3>
    <p class="values">
      ${shown.map((value, index) => {
        const side = SIDES[index] ?? 'left';
        const name = html`<span class=${side}
          ><i aria-hidden="true"></i>${here(side, true)} <b>${text(value)}</b></span
        >`;
        // A screen reader would read one number on into the next name.
        return [name, ' '];
      })}
      <span class="distance">${distance(measure, shown)}</span>
    </p>
    ${curves({
      label: curveText(measure, values),
      ...{ values, lastEpoch, playhead },
      text: (value) => measure.text(value),
    })}
    <p class="small">${help}</p>
  </div>`;
}

/** Which is higher, and by how much; no more than the digits that are shown can tell. */
function distance(
  measure: Measure,
  [left, right]: readonly (number | undefined)[],
): TemplateResult | typeof nothing {
  if (left === undefined || right === undefined) return nothing;
  if (!Number.isFinite(left) || !Number.isFinite(right)) return nothing;
  if (measure.text(left) === measure.text(right)) return html`the same`;
  const higher = left > right ? 'left' : 'right';
  return html`${here(higher)} higher by ${measure.distance(Math.abs(left - right))}`;
}

/** `Trustworthiness, epoch by epoch. Left: from 0.912 to 0.953. Right: …` */
function curveText({ label, text }: Measure, values: readonly (readonly number[])[]): string {
  const ranges = values.flatMap((ofSide, index) => {
    const known = ofSide.filter(Number.isFinite);
    const [first, last] = [known[0], known.at(-1)];
    if (first === undefined || last === undefined) return [];
    return ` ${SPOKEN[SIDES[index] ?? 'left']}: from ${text(first)} to ${text(last)}.`;
  });
  return `${label}, epoch by epoch.${ranges.join('')}`;
}
