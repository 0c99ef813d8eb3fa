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

const DOT_RADIUS = 6;
/** From a dot's middle to that of its label, or to its label's end where that is beside it, px. */
const ABOVE = 15;
const BESIDE = 8;
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
  const placed: Box[] = [];
  return labels.flatMap((label) => {
    const box = placeOf(label, dots, placed, size);
    if (!box) return [];
    placed.push(box);
    return [{ ...label, x: box.x, y: box.y }];
  });
}

/** A label's middle and size. */
interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/** Where a name covers the fewest dots and no name: above its dot, beneath, or beside; undefined where there is no room. */
function placeOf(
  { x, y, text }: DotLabel,
  dots: readonly Dot[],
  placed: readonly Box[],
  size: PlotSize,
): Box | undefined {
  const width = widthOf(text);
  const beside = width / 2 + BESIDE;
  const places = [
    { x: within(x, width, size), y: y - ABOVE, width },
    { x: within(x, width, size), y: y + ABOVE, width },
    { x: x - beside, y, width },
    { x: x + beside, y, width },
  ].filter(
    (box) =>
      box.x - width / 2 >= 0 &&
      box.x + width / 2 <= size.width &&
      box.y >= LABEL_HEIGHT / 2 &&
      box.y <= size.height - LABEL_HEIGHT / 2 &&
      !placed.some((other) => collide(box, other)),
  );
  const covered = places.map((box) => dots.filter((dot) => covers(box, dot)).length);
  return places[covered.indexOf(Math.min(...covered))];
}

function collide(one: Box, other: Box): boolean {
  return (
    Math.abs(one.x - other.x) < (one.width + other.width) / 2 &&
    Math.abs(one.y - other.y) < LABEL_HEIGHT
  );
}

function covers(box: Box, dot: Dot): boolean {
  return (
    Math.abs(box.x - dot.x) < box.width / 2 + DOT_RADIUS &&
    Math.abs(box.y - dot.y) < LABEL_HEIGHT / 2 + DOT_RADIUS - 2
  );
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
