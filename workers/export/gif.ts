import { applyPalette, GIFEncoder, quantize, type Palette } from 'gifenc';
import type { AnimationPlan } from '../contracts/export.ts';
import { WorkerError } from '../rpc/errors.ts';
import type { AnimationEncoder } from './encoder.ts';

/** A GIF has 256 colours; one of them means «as it was». */
const COLOURS = 255;
const UNCHANGED = 255;
/** GIFs count time in these, ms. */
const TICK = 10;

/**
 * GIF, by gifenc. All frames have one palette, so that nothing flickers that does not move, and what is as it was in the
 * frame before is transparent, which compresses best.
 *
 * Times are whole hundredths of a second: at 12 frames a second, frames last 8 or 9 of them, so that the sum is right.
 */
export class GifEncoder implements AnimationEncoder {
  private readonly gif = GIFEncoder({ initialCapacity: 1 << 20 });
  private readonly palette: Palette;
  /** What is on screen: an index into the palette for each pixel. */
  private shown: Uint8Array | undefined;
  /** Units of time so far, each 1 / fps. */
  private elapsed = 0;

  constructor(private readonly plan: AnimationPlan) {
    if (plan.samples.length === 0) {
      throw new WorkerError(
        'bad-parameter',
        'A GIF needs a sample of its pictures for its palette.',
      );
    }
    this.palette = paletteOf(plan.samples);
  }

  add(pixels: Uint8ClampedArray<ArrayBuffer>, held: number): Promise<void> {
    const { width, height, fps } = this.plan;
    const picture = applyPalette(pixels, this.palette.slice(0, COLOURS));
    const ticks = (units: number): number => Math.round((units * 1000) / fps / TICK);
    const delay = (ticks(this.elapsed + held) - ticks(this.elapsed)) * TICK;
    this.elapsed += held;
    const { shown, palette } = this;
    // With what is there already kept (dispose 1), pixels that did not change need not be told.
    if (shown) {
      const change = picture.map((index, at) => (index === shown[at] ? UNCHANGED : index));
      const options = { delay, dispose: 1, transparent: true, transparentIndex: UNCHANGED };
      this.gif.writeFrame(change, width, height, options);
    } else this.gif.writeFrame(picture, width, height, { palette, delay, dispose: 1 });
    this.shown = picture;
    return Promise.resolve();
  }

  finish(): Promise<Uint8Array<ArrayBuffer>> {
    this.gif.finish();
    return Promise.resolve(this.gif.bytes());
  }
}

/** Colours of the samples; the commonest one, the ground, to the bit. */
function paletteOf(samples: readonly Uint8ClampedArray[]): Palette {
  const all = new Uint8ClampedArray(samples.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const sample of samples) {
    all.set(sample, at);
    at += sample.length;
  }
  const palette = quantize(all, COLOURS);
  const ground = commonest(all);
  const apart = ([r = 0, g = 0, b = 0]: number[]): number =>
    Math.hypot(r - ground[0], g - ground[1], b - ground[2]);
  const nearest = palette.reduce((best, colour, index) => {
    const known = palette[best];
    return known && apart(known) <= apart(colour) ? best : index;
  }, 0);
  palette[nearest] = [...ground];
  // An index beyond its colours would widen what comes before it: all 256 are there.
  while (palette.length <= UNCHANGED) palette.push([...ground]);
  return palette;
}

function commonest(rgba: Uint8ClampedArray): [number, number, number] {
  const counts = new Map<number, number>();
  const words = new Uint32Array(rgba.buffer);
  let best = words[0] ?? 0;
  let most = 0;
  // Every 7th pixel tells as much.
  for (let at = 0; at < words.length; at += 7) {
    const word = words[at] ?? 0;
    const count = (counts.get(word) ?? 0) + 1;
    counts.set(word, count);
    if (count > most) [best, most] = [word, count];
  }
  return [best & 255, (best >> 8) & 255, (best >> 16) & 255];
}
