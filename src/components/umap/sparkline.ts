import { nothing, svg, type TemplateResult, html } from 'lit';

const WIDTH = 76;
const HEIGHT = 20;
/** Room for the mark's radius. */
const INSET = 3;

/**
 * A small curve of one number a frame over all frames that will be, with a mark at the playhead. Decoration: the
 * number itself stands beside it.
 */
export function sparkline(
  values: readonly number[],
  expected: number,
  playhead: number,
): TemplateResult | typeof nothing {
  if (values.length < 2) return html`<svg class="sparkline" aria-hidden="true"></svg>`;
  const low = Math.min(...values);
  const high = Math.max(...values);
  const x = (frame: number): number =>
    INSET + ((WIDTH - 2 * INSET) * frame) / Math.max(1, expected - 1);
  const y = (value: number): number =>
    high === low
      ? HEIGHT / 2
      : HEIGHT - INSET - ((HEIGHT - 2 * INSET) * (value - low)) / (high - low);
  const points = values.map((value, frame) => `${x(frame).toFixed(1)},${y(value).toFixed(1)}`);
  const at = values[playhead];
  return html`<svg class="sparkline" viewBox="0 0 ${WIDTH} ${HEIGHT}" aria-hidden="true">
    <polyline points=${points.join(' ')} />
    ${at === undefined ? nothing : svg`<circle cx=${x(playhead)} cy=${y(at)} r="2.5" />`}
  </svg>`;
}
