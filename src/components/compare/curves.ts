import { nothing, svg, type TemplateResult, html } from 'lit';
import { SIDES } from './here.ts';

export interface CurvesView {
  /** What a screen reader is told instead. */
  readonly label: string;
  /** Of each side, after each recorded epoch. */
  readonly values: readonly (readonly number[])[];
  /** Of the longer run. */
  readonly lastEpoch: number;
  readonly playhead: number;
  readonly text: (value: number) => string;
}

/** Of the drawing, in units that are stretched to its size. */
const WIDTH = 1000;
const HEIGHT = 300;
/** Share of the values' range that is left free above and below. */
const ROOM = 0.08;

/** One measure of both runs over their epochs: left a whole line, right a dashed one. */
export function curves(view: CurvesView): TemplateResult | typeof nothing {
  const { label, values, lastEpoch, playhead, text } = view;
  const all = values.flat().filter(Number.isFinite);
  if (all.length === 0) return nothing;
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const room = high > low ? ROOM * (high - low) : 1;
  const [bottom, top] = [low - room, high + room];
  const x = (epoch: number): number => (WIDTH * epoch) / Math.max(1, lastEpoch);
  const y = (value: number): number => HEIGHT * (1 - (value - bottom) / (top - bottom));
  return html`<div class="curves" role="img" aria-label=${label}>
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none">
      <path class="now" d="M${x(playhead).toFixed(1)} 0v${HEIGHT}" />
      ${values.map((ofSide, index) => svg`<path class=${SIDES[index] ?? ''} d=${path(ofSide, x, y)} />`)}
    </svg>
    <span class="high">${text(high)}</span>
    <span class="low">${text(low)}</span>
    <span class="first">0</span>
    <span class="last">${lastEpoch}</span>
  </div>`;
}

/** A gap where there is no number; `h0`: a value alone is a dot. */
function path(
  values: readonly number[],
  x: (epoch: number) => number,
  y: (value: number) => number,
): string {
  let isDrawing = false;
  return values
    .map((value, epoch) => {
      if (!Number.isFinite(value)) {
        isDrawing = false;
        return '';
      }
      const place = `${x(epoch).toFixed(1)} ${y(value).toFixed(1)}`;
      const piece = isDrawing ? `L${place}` : `M${place}h0`;
      isDrawing = true;
      return piece;
    })
    .join('');
}
