/**
 * A small anti-aliased rasteriser. Paths (polygons, ellipses, limbs) add their exact pixel coverage to
 * an accumulation buffer, as font renderers do (each edge leaves its signed area in the pixels it
 * crosses; a running sum along a row turns these into coverage), and `fill` blends a colour through it.
 * Only bounding boxes are touched, and nothing is allocated while drawing.
 *
 * Arithmetic is + − × ÷ and √ only, which IEEE 754 fixes to the last bit: every engine draws the same bytes.
 */
export type Colour = readonly [red: number, green: number, blue: number];

/** Sixteen points of the unit circle, by repeated rotation through 22.5°. */
const CIRCLE = unitCircle();
/** A 16-gon of this radius has about the area of the unit circle. */
const CIRCLE_RADIUS = 1.013;
const MAX_POINTS = 64;

export class Canvas {
  /** height × width × channels, 0..255, not yet clamped. */
  readonly pixels: Float32Array;
  /** When on, fills are kept within what the last `fill(…, true)` covered. */
  clipped = false;

  private readonly stride: number;
  private readonly areas: Float32Array;
  private readonly mask: Float32Array;
  private readonly points = new Float64Array(2 * MAX_POINTS);
  private readonly outline = new Float64Array(2 * MAX_POINTS);
  /** Pixels that a length of 1 becomes at most. */
  private size = 1;
  private xx = 1;
  private xy = 0;
  private yx = 0;
  private yy = 1;
  private dx = 0;
  private dy = 0;
  private left = Infinity;
  private right = -Infinity;
  private top = Infinity;
  private bottom = -Infinity;

  constructor(
    readonly width: number,
    readonly height: number,
    readonly channels: 1 | 3,
  ) {
    this.pixels = new Float32Array(width * height * channels);
    this.stride = width + 2;
    this.areas = new Float32Array(this.stride * height);
    this.mask = new Float32Array(width * height);
  }

  /**
   * Maps drawing coordinates to pixels: scaled, turned by the angle whose half has the tangent
   * `halfTangent`, then moved to (x, y).
   */
  place(x: number, y: number, scaleX: number, scaleY: number, halfTangent: number): void {
    const norm = 1 / (1 + halfTangent * halfTangent);
    const cos = (1 - halfTangent * halfTangent) * norm;
    const sin = 2 * halfTangent * norm;
    this.xx = cos * scaleX;
    this.xy = -sin * scaleY;
    this.yx = sin * scaleX;
    this.yy = cos * scaleY;
    this.size = Math.max(Math.abs(scaleX), Math.abs(scaleY));
    this.dx = x;
    this.dy = y;
    this.clipped = false;
  }

  /** Adds a polygon x0, y0, x1, y1, … to the path, whichever way round it is given. */
  polygon(corners: ArrayLike<number>, length = corners.length): void {
    const { points, xx, xy, yx, yy, dx, dy } = this;
    for (let i = 0; i < length; i += 2) {
      const x = corners[i] ?? 0;
      const y = corners[i + 1] ?? 0;
      const px = xx * x + xy * y + dx;
      const py = yx * x + yy * y + dy;
      points[i] = px;
      points[i + 1] = py;
      if (px < this.left) this.left = px;
      if (px > this.right) this.right = px;
      if (py < this.top) this.top = py;
      if (py > this.bottom) this.bottom = py;
    }
    let area = 0;
    let x0 = points[length - 2] ?? 0;
    let y0 = points[length - 1] ?? 0;
    const [lastX, lastY] = [x0, y0];
    for (let i = 0; i < length; i += 2) {
      const x1 = points[i] ?? 0;
      const y1 = points[i + 1] ?? 0;
      area += x0 * y1 - x1 * y0;
      x0 = x1;
      y0 = y1;
    }
    // All outlines turn the same way, so that overlapping parts of a path unite.
    const turn = area < 0 ? 1 : -1;
    x0 = lastX;
    y0 = lastY;
    for (let i = 0; i < length; i += 2) {
      const x1 = points[i] ?? 0;
      const y1 = points[i + 1] ?? 0;
      if (y0 < y1) this.edge(x0, y0, x1, y1, turn);
      else if (y1 < y0) this.edge(x1, y1, x0, y0, -turn);
      x0 = x1;
      y0 = y1;
    }
  }

  /** An ellipse whose first radius points along (1, slope). */
  ellipse(x: number, y: number, radiusX: number, radiusY: number, slope = 0): void {
    const norm = CIRCLE_RADIUS / Math.sqrt(1 + slope * slope);
    const { outline } = this;
    // Two pixels across need no more than eight corners.
    const step = Math.max(radiusX, radiusY) * this.size < 1.5 ? 4 : 2;
    let length = 0;
    for (let i = 0; i < CIRCLE.length; i += step) {
      const u = (CIRCLE[i] ?? 0) * radiusX * norm;
      const v = (CIRCLE[i + 1] ?? 0) * radiusY * norm;
      outline[length++] = x + u - v * slope;
      outline[length++] = y + u * slope + v;
    }
    this.polygon(outline, length);
  }

  rectangle(x0: number, y0: number, x1: number, y1: number): void {
    const { outline } = this;
    outline[0] = outline[6] = x0;
    outline[1] = outline[3] = y0;
    outline[2] = outline[4] = x1;
    outline[5] = outline[7] = y1;
    this.polygon(outline, 8);
  }

  /** A round-ended stroke from (x0, y0) to (x1, y1) whose radius goes from r0 to r1. */
  limb(x0: number, y0: number, r0: number, x1: number, y1: number, r1: number): void {
    const length = Math.sqrt((x1 - x0) * (x1 - x0) + (y1 - y0) * (y1 - y0)) || 1;
    const ux = (x1 - x0) / length;
    const uy = (y1 - y0) / length;
    // Half of an octagon at either end, CIRCLE's every second point from one side to the other; thin
    // ones end square, which no pixel shows.
    const ends = Math.max(r0, r1) * this.size < 0.9 ? 2 : 5;
    const step = ends === 2 ? 16 : 4;
    for (let i = 0; i < 2 * ends; i++) {
      const start = i < ends;
      const k = step * (start ? i : i - ends);
      const across = CIRCLE[k] ?? 0;
      const along = (CIRCLE[k + 1] ?? 0) * (start ? -1 : 1);
      const side = start ? across : -across;
      const r = start ? r0 : r1;
      this.outline[2 * i] = (start ? x0 : x1) + r * (along * ux - side * uy);
      this.outline[2 * i + 1] = (start ? y0 : y1) + r * (along * uy + side * ux);
    }
    this.polygon(this.outline, 4 * ends);
  }

  /** Limbs along x0, y0, x1, y1, …, of one radius. */
  stroke(corners: readonly number[], radius: number): void {
    for (let i = 0; i + 3 < corners.length; i += 2) {
      this.limb(
        corners[i] ?? 0,
        corners[i + 1] ?? 0,
        radius,
        corners[i + 2] ?? 0,
        corners[i + 3] ?? 0,
        radius,
      );
    }
  }

  /**
   * Blends a colour through the path and forgets the path. `shade` lights it from above: the top is
   * brighter by that share than the middle, the bottom darker. `keep` makes it the clip of later fills.
   */
  fill(colour: Colour, alpha = 1, shade = 0, keep = false): void {
    const { width, channels, stride, areas, mask, pixels, clipped } = this;
    const fromY = Math.max(0, Math.floor(this.top));
    const toY = Math.min(this.height, Math.ceil(this.bottom));
    const fromX = Math.max(0, Math.floor(this.left));
    const toX = Math.min(width, Math.ceil(this.right));
    const slope = toY > fromY ? (2 * shade) / (toY - fromY) : 0;
    if (keep) mask.fill(0);
    for (let y = fromY; y < toY; y++) {
      const light = 1 + shade - slope * (y + 0.5 - fromY);
      const red = colour[0] * light;
      const green = colour[1] * light;
      const blue = colour[2] * light;
      let sum = 0;
      let at = y * stride + fromX;
      for (let x = fromX; x < toX; x++, at++) {
        sum += areas[at] ?? 0;
        areas[at] = 0;
        let cover = sum > 1 ? 1 : sum;
        if (cover < 1e-3) continue;
        const pixel = y * width + x;
        if (clipped) cover *= mask[pixel] ?? 0;
        else if (keep) mask[pixel] = cover;
        cover *= alpha;
        let i = pixel * channels;
        const before = pixels[i] ?? 0;
        pixels[i] = before + cover * (red - before);
        if (channels === 1) continue;
        const g = pixels[++i] ?? 0;
        pixels[i] = g + cover * (green - g);
        const b = pixels[++i] ?? 0;
        pixels[i] = b + cover * (blue - b);
      }
      // Whatever lies right of the canvas was collected in the margin.
      areas[y * stride + width] = 0;
      areas[y * stride + width + 1] = 0;
      if (toX < width) areas[at] = 0;
    }
    this.left = this.top = Infinity;
    this.right = this.bottom = -Infinity;
  }

  /** The whole canvas in one colour. */
  clear(red: number, green = red, blue = red): void {
    const { pixels } = this;
    if (this.channels === 1) {
      pixels.fill(red);
      return;
    }
    for (let i = 0; i < pixels.length; i += 3) {
      pixels[i] = red;
      pixels[i + 1] = green;
      pixels[i + 2] = blue;
    }
  }

  /** Adds an edge that goes down from (x0, y0) to (x1, y1); `direction` is ±1. */
  private edge(x0: number, y0: number, x1: number, y1: number, direction: number): void {
    const { areas, stride, width } = this;
    const slope = (x1 - x0) / (y1 - y0);
    let x = x0;
    let from = y0;
    if (from < 0) {
      x -= from * slope;
      from = 0;
    }
    const end = Math.min(y1, this.height);
    for (let row = Math.floor(from); row < end; row++) {
      const until = Math.min(row + 1, end);
      const height = until - from;
      const next = x + slope * height;
      const d = direction * height;
      const a = Math.min(width, Math.max(0, x < next ? x : next));
      const b = Math.min(width, Math.max(0, x < next ? next : x));
      x = next;
      from = until;
      const first = Math.floor(a);
      const last = Math.ceil(b);
      const at = row * stride + first;
      if (last <= first + 1) {
        const middle = d * (0.5 * (a + b) - first);
        areas[at] = (areas[at] ?? 0) + d - middle;
        areas[at + 1] = (areas[at + 1] ?? 0) + middle;
        continue;
      }
      // Coverage right of the edge, averaged over each column: differences of the ramp's integral.
      const scale = 0.5 / (b - a);
      let integral = 0;
      let before = 0;
      for (let column = first; column < last; column++) {
        const reach = Math.min(b, column + 1) - a;
        const reached = reach * reach * scale + Math.max(0, column + 1 - b);
        const covered = reached - integral;
        const i = row * stride + column;
        areas[i] = (areas[i] ?? 0) + d * (covered - before);
        integral = reached;
        before = covered;
      }
      areas[row * stride + last] = (areas[row * stride + last] ?? 0) + d * (1 - before);
    }
  }
}

function unitCircle(): Float64Array {
  const sqrt2 = Math.sqrt(0.5);
  const cos = Math.sqrt((1 + sqrt2) / 2);
  const sin = Math.sqrt((1 - sqrt2) / 2);
  const points = new Float64Array(32);
  let x = 1;
  let y = 0;
  for (let i = 0; i < 32; i += 2) {
    points[i] = x;
    points[i + 1] = y;
    [x, y] = [x * cos - y * sin, x * sin + y * cos];
  }
  return points;
}
