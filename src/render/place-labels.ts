/** A label that wants to be centred at (x, y), in px. */
export interface LabelBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PlacedLabel {
  readonly x: number;
  readonly y: number;
  /** False when there is no room near its anchor, or the anchor is out of sight. */
  readonly shown: boolean;
}

const ROUNDS = 16;
/** How far a label may leave its anchor, in label heights. */
const REACH = 1.4;
/** A label goes when more than this share of its area lies under another. */
const TOLERANCE = 0.3;

/**
 * Moves overlapping labels apart, each at most a little way from its anchor, and hides those that
 * still find no room; earlier labels stay, unless most would go: then all do. The same input gives the same output, and small changes
 * small moves, so that labels do not jump while the points move. Labels keep inside width × height.
 */
export function placeLabels(
  boxes: readonly LabelBox[],
  width: number,
  height: number,
): PlacedLabel[] {
  const visible = boxes.map(
    ({ x, y }) => x >= 0 && y >= 0 && x <= width && y <= height, // false for NaN
  );
  const at = boxes.map(({ x, y }) => ({ x, y }));
  for (let round = 0; round < ROUNDS; round++) {
    boxes.forEach((a, i) => {
      boxes.slice(0, i).forEach((b, j) => {
        const [p, q] = [at[i], at[j]];
        if (!p || !q || !visible[i] || !visible[j]) return;
        separate(a, p, b, q);
      });
    });
    boxes.forEach((box, i) => {
      const p = at[i];
      if (p) restrain(box, p, width, height);
    });
  }
  const shown: boolean[] = [];
  boxes.forEach((a, i) => {
    const p = at[i];
    shown[i] =
      p !== undefined &&
      visible[i] === true &&
      !boxes.slice(0, i).some((b, j) => {
        const q = at[j];
        return shown[j] && q && overlapShare(a, p, b, q) > TOLERANCE;
      });
  });
  // Where most find no room the classes lie in one heap, and the few names left would mislead.
  const wanted = visible.filter(Boolean).length;
  const heap = shown.filter(Boolean).length * 2 < wanted;
  return at.map(({ x, y }, i) => ({ x, y, shown: !heap && shown[i] === true }));
}

interface Point {
  x: number;
  y: number;
}

/** Pushes two boxes a part of their overlap apart, the shorter way: mostly up and down. */
function separate(a: LabelBox, p: Point, b: LabelBox, q: Point): void {
  const overlapX = (a.width + b.width) / 2 - Math.abs(p.x - q.x);
  const overlapY = (a.height + b.height) / 2 - Math.abs(p.y - q.y);
  if (overlapX <= 0 || overlapY <= 0) return;
  if (overlapY <= overlapX) {
    const push = (overlapY / 4) * (a.y >= b.y ? 1 : -1);
    p.y += push;
    q.y -= push;
  } else {
    const push = (overlapX / 4) * (a.x >= b.x ? 1 : -1);
    p.x += push;
    q.x -= push;
  }
}

function restrain(box: LabelBox, p: Point, width: number, height: number): void {
  const reach = box.height * REACH;
  const clamp = (value: number, low: number, high: number): number =>
    Math.max(low, Math.min(high, value));
  p.x = clamp(clamp(p.x, box.x - reach, box.x + reach), box.width / 2, width - box.width / 2);
  p.y = clamp(clamp(p.y, box.y - reach, box.y + reach), box.height / 2, height - box.height / 2);
}

function overlapShare(a: LabelBox, p: Point, b: LabelBox, q: Point): number {
  const overlapX = (a.width + b.width) / 2 - Math.abs(p.x - q.x);
  const overlapY = (a.height + b.height) / 2 - Math.abs(p.y - q.y);
  if (overlapX <= 0 || overlapY <= 0) return 0;
  return (
    (Math.min(overlapX, a.width) * Math.min(overlapY, a.height)) /
    Math.min(a.width * a.height, b.width * b.height)
  );
}
