import { type LabelBox, placeLabels } from '../embedding/place-labels.ts';
import { compare, type Expectation, remarkable } from './comparison.ts';
import type { CorrelationAxis, ShareAxis } from './scales.ts';

/** Where a pair's dot is, px from the plot's upper left corner. */
export interface Dot {
  readonly pair: Expectation;
  readonly x: number;
  readonly y: number;
}

/** A name; x and y are its middle. */
export interface DotLabel extends Dot {
  readonly text: string;
  /** From its lower edge down to its dot where that is far, and how far aside its dot is, px. */
  readonly thread?: { readonly length: number; readonly aside: number };
}

/** A label's middle above its dot, or beneath one at the top, px. */
const ABOVE = 15;
const LABEL_HEIGHT = 17;
/** Of the small labels' letters on average, and room around, px. */
const LETTER = 6.4;
const AROUND = 8;

export interface PlotSize {
  readonly width: number;
  readonly height: number;
}

export function dotsOf(
  pairs: readonly Expectation[],
  x: CorrelationAxis,
  y: ShareAxis,
  { width, height }: PlotSize,
): Dot[] {
  return pairs.map((pair) => ({
    pair,
    x: width * x.at(pair.expected),
    y: height * (1 - y.at(pair.measured ?? 0)),
  }));
}

/**
 * Names for the dots that tell most: the most confused and the least expected pairs, or while nothing is measured the
 * most alike. As many as find room; `first` always comes first.
 */
export function labelsOf(
  dots: readonly Dot[],
  classNames: readonly string[],
  size: PlotSize,
  most: number,
  first: Expectation | undefined,
): DotLabel[] {
  const pairs = dots.map(({ pair }) => pair);
  const comparison = compare(pairs);
  const telling: readonly Expectation[] = comparison
    ? remarkable(comparison.pairs, most)
    : [...pairs].sort((p, q) => q.expected - p.expected).slice(0, most);
  const wanted = first ? [first, ...telling] : telling;
  const named = [...new Set(wanted.map(({ a, b }) => `${a},${b}`))].flatMap(
    (key) => dots.find(({ pair: { a, b } }) => key === `${a},${b}`) ?? [],
  );
  const labels = named.map(({ pair, x, y }) => ({
    ...{ pair, x, y },
    text: `${classNames[pair.a] ?? ''} · ${classNames[pair.b] ?? ''}`,
  }));
  if (!comparison) return hung(labels, size);
  const boxes: LabelBox[] = labels.map(({ x, y, text }) => {
    const width = widthOf(text);
    return {
      x: within(x, width, size),
      y: y < ABOVE + LABEL_HEIGHT / 2 ? y + ABOVE : y - ABOVE,
      width,
      height: LABEL_HEIGHT,
    };
  });
  const placed = placeLabels(boxes, size.width, size.height);
  return labels.flatMap((label, i) => {
    const place = placed[i];
    return place?.shown ? [{ ...label, x: place.x, y: place.y }] : [];
  });
}

/** Names of dots that lie in one line, one above the other, the rightmost lowest. */
function hung(labels: readonly DotLabel[], size: PlotSize): DotLabel[] {
  return [...labels]
    .sort((p, q) => q.x - p.x)
    .map((label, i) => {
      const x = within(label.x, widthOf(label.text), size);
      const y = label.y - (i + 2) * (LABEL_HEIGHT + 4);
      return { ...label, x, y, thread: { length: label.y - y - 12, aside: label.x - x } };
    });
}

function widthOf(text: string): number {
  return text.length * LETTER + AROUND;
}

/** Inside the plot, wherever its dot is. */
function within(x: number, width: number, size: PlotSize): number {
  return Math.min(Math.max(width / 2, x), Math.max(width / 2, size.width - width / 2));
}

/** The dot nearest to a place, if it is within reach. */
export function nearestDot(
  dots: readonly Dot[],
  x: number,
  y: number,
  reach: number,
): Dot | undefined {
  let nearest: Dot | undefined;
  let least = reach;
  for (const dot of dots) {
    const distance = Math.hypot(dot.x - x, dot.y - y);
    if (distance > least) continue;
    least = distance;
    nearest = dot;
  }
  return nearest;
}
