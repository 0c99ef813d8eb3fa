/** Red, green, blue, 0..255 each. */
export type Rgb = readonly [number, number, number];

const known = new Map<string, Rgb>();
let probe: CanvasRenderingContext2D | null | undefined;

/**
 * Any CSS colour as sRGB bytes; the browser does the parsing, so `oklch(…)` and `color-mix(…)` work.
 * Transparency is ignored. Memoised, as the same few colours come back every frame.
 */
export function cssToRgb(css: string): Rgb {
  const hit = known.get(css);
  if (hit) return hit;
  const rgb = parseHex(css) ?? paintAndRead(css);
  if (known.size > 500) known.clear();
  known.set(css, rgb);
  return rgb;
}

function parseHex(css: string): Rgb | undefined {
  const digits = /^#([0-9a-f]{6})$/i.exec(css)?.[1];
  if (digits === undefined) return undefined;
  const value = Number.parseInt(digits, 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

function paintAndRead(css: string): Rgb {
  probe ??= new OffscreenCanvas(1, 1).getContext('2d', {
    willReadFrequently: true,
  }) as CanvasRenderingContext2D | null;
  if (!probe) return [0, 0, 0];
  probe.fillStyle = '#000000';
  probe.fillStyle = css;
  probe.fillRect(0, 0, 1, 1);
  const [r = 0, g = 0, b = 0] = probe.getImageData(0, 0, 1, 1).data;
  return [r, g, b];
}

/** WCAG 2.2 relative luminance, 0..1. */
export function luminance([r, g, b]: Rgb): number {
  return 0.2126 * toLinear(r) + 0.7152 * toLinear(g) + 0.0722 * toLinear(b);
}

/** WCAG 2.2 contrast ratio, 1..21. */
export function contrast(a: Rgb, b: Rgb): number {
  const [darker, lighter] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (lighter + 0.05) / (darker + 0.05);
}

/** One sRGB byte as linear light, 0..1. */
export function toLinear(byte: number): number {
  const v = byte / 255;
  return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
}
