/** A rectangle, in the figure's px. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where the parts of an exported embedding are: the plot, its title above, the colour bar with class names to the right. */
export interface FigureLayout {
  /** In px of the layout; the picture is `scale` times as large. 4:3. */
  readonly width: number;
  readonly height: number;
  readonly scale: number;
  /** Kept free of points. */
  readonly inset: {
    readonly top: number;
    readonly right: number;
    readonly bottom: number;
    readonly left: number;
  };
  /** The middle of the title's text. */
  readonly title: { readonly x: number; readonly y: number; readonly size: number };
  /** A block of the colour bar for each class, the first at the bottom as in matplotlib. */
  readonly blocks: readonly Box[];
  /** Font sizes. */
  readonly nameSize: number;
  readonly legendSize: number;
  /** Longest that a name may be beside the bar. */
  readonly legendWidth: number;
}

/** Text stays readable in smaller pictures and does not grow without end in larger ones. */
const LEAST_WIDTH = 480;
const GREATEST_WIDTH = 800;
const BAR = 14;
const LEGEND = 132;
/** Room above and below the colour bar. */
const MARGIN = 44;

/** Widths that are pictures: multiples of 8, so that heights are even, as video codecs want them. */
export function pictureWidth(width: number): number {
  return Math.max(8, 8 * Math.round(width / 8));
}

export function layoutFigure(pictureWidth: number, classCount: number): FigureLayout {
  const width = Math.min(GREATEST_WIDTH, Math.max(LEAST_WIDTH, pictureWidth));
  const height = (width * 3) / 4;
  const barHeight = height - 2 * MARGIN;
  const block = barHeight / Math.max(1, classCount);
  const x = width - LEGEND;
  return {
    ...{ width, height, scale: pictureWidth / width },
    inset: { top: MARGIN + 4, right: LEGEND + 20, bottom: 24, left: 24 },
    title: { x: (width - LEGEND) / 2, y: 24, size: 20 },
    blocks: Array.from({ length: classCount }, (_, label) => ({
      ...{ x, width: BAR, height: block },
      y: MARGIN + (classCount - 1 - label) * block,
    })),
    nameSize: 14,
    legendSize: Math.min(13, block),
    legendWidth: LEGEND - BAR - 16,
  };
}

/** The fonts of exported figures: those that are on every device. */
export const FIGURE_FONT = "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

let ruler: CanvasRenderingContext2D | null | undefined;

/** Width of a text, px. */
export function textWidth(text: string, size: number, weight: number): number {
  ruler ??= document.createElement('canvas').getContext('2d');
  if (!ruler) return text.length * size * 0.55; // about what letters take
  ruler.font = `${weight} ${size}px ${FIGURE_FONT}`;
  return ruler.measureText(text).width;
}

/** As much of a text as has room, with «…» where that is not all. */
export function shorten(text: string, size: number, room: number): string {
  if (textWidth(text, size, 400) <= room) return text;
  const letters = Array.from(text);
  while (letters.length > 1 && textWidth(`${letters.join('')}…`, size, 400) > room) letters.pop();
  return `${letters.join('').trimEnd()}…`;
}
