import type { CnnFrame } from '../../../workers/contracts/cnn.ts';
import { cssToRgb, luminance } from '../../render/colour.ts';
import { nextTask } from '../../render/next-task.ts';
import {
  type FigureTiles,
  NetworkPicture,
  type NetworkFrame,
} from '../../render/network-picture.ts';
import { meanOverBands } from '../../render/tile-atlas.ts';
import type { WatchedLayers } from '../../runs/cnn-run-api.ts';
import {
  type AnimationFormat,
  exportAnimation as encode,
  type ExportCall,
  nothingToExport,
  throwIfAborted,
  unknownFormat,
  widthWithin,
} from '../../runs/export-animation.ts';
import type { CnnTraceInfo } from '../../trace/cnn-trace.ts';
import { curveCsv } from '../../trace/curve-csv.ts';
import '../export/export.ts';
import { animationOffers, type ExportSource } from '../export/offers.ts';
import { readingOf } from '../learning-curve/readings.ts';
import { topOf } from '../learning-curve/scales.ts';
import { fileName } from '../run/save-blob.ts';
import { count } from '../run/words.ts';
import type { UhCnn } from './cnn.ts';
import { percent } from './words.ts';

export interface CnnAnimationExport extends ExportCall {
  readonly format: AnimationFormat;
  /** Frames a second; default: the element's, which is the article's 4. */
  readonly fps?: number | undefined;
  /** px, rounded to a multiple of 12; default: 1080. A third of it is the height. */
  readonly width?: number | undefined;
}

export interface CnnImageExport extends ExportCall {
  readonly format: 'png';
  /** px, rounded to a multiple of 12; default: 2160. */
  readonly width?: number | undefined;
}

/** Frames a second where the element has none. */
const ARTICLE_FPS = 4;
/** Frames that the first and the last stay longer: the article's. */
const HOLD = 4;
const WIDTHS: readonly [number, number] = [240, 1920];
/** A picture may be printed. */
const PICTURE_WIDTHS: readonly [number, number] = [240, 4320];

/** All that frames are drawn by, as it was when the export began. */
interface Shown {
  readonly info: CnnTraceInfo;
  readonly frames: readonly CnnFrame[];
  readonly playhead: number;
  readonly picture: NetworkPicture;
  readonly colours: { readonly training: string; readonly validation: string };
  /** Which layers a watched image was seen in. */
  readonly layersOf: (watchedId: number) => WatchedLayers | undefined;
}

export async function exportAnimation(
  host: UhCnn,
  {
    format,
    fps = host.fps > 0 ? host.fps : ARTICLE_FPS,
    width = 1080,
    ...call
  }: CnnAnimationExport,
): Promise<Blob> {
  const shown = shownBy(host, widthWithin(width, WIDTHS));
  const { frames, picture } = shown;
  try {
    const source = {
      count: frames.length,
      width: picture.width,
      height: picture.height,
      async pixels(index: number) {
        await nextTask();
        throwIfAborted(call.signal);
        picture.draw(frameOf(shown, index));
        return picture.pixels();
      },
    };
    return await encode(source, { format, fps, hold: HOLD, ...call });
  } finally {
    picture.dispose();
  }
}

export async function exportImage(
  host: UhCnn,
  { format, width = 2160, signal }: CnnImageExport,
): Promise<Blob> {
  throwIfAborted(signal);
  if (!['png'].includes(format)) throw unknownFormat(format, ['png']);
  const shown = shownBy(host, widthWithin(width, PICTURE_WIDTHS));
  try {
    shown.picture.draw(frameOf(shown, shown.playhead));
    return await shown.picture.png();
  } finally {
    shown.picture.dispose();
  }
}

export function exportCurve(host: UhCnn): Blob {
  const frames = host.trace?.frames ?? [];
  if (frames.length === 0) throw nothingToExport();
  return new Blob([curveCsv(frames)], { type: 'text/csv;charset=utf-8' });
}

/** What the element offers. Frames and playhead are those of when an offer is taken. */
export function exportsOf(host: UhCnn): ExportSource {
  const name = (extension: string): string =>
    fileName('cnn', host.trace?.info.dataset.title ?? '', extension);
  return {
    widths: [720, 1080, 1440, 1920],
    width: 1080,
    groups: [
      {
        title: `Kernels, view and curve, ${count(host.frameCount)} frames`,
        offers: animationOffers(name, (call) => host.exportAnimation(call)),
      },
      {
        title: 'This frame',
        offers: [
          {
            ...{ label: 'PNG', detail: 'picture', file: name('png') },
            make: (call) => host.exportImage({ format: 'png', ...call }),
          },
        ],
      },
      {
        title: 'Learning curve',
        offers: [
          {
            ...{ label: 'CSV', detail: 'a row an epoch', file: name('csv') },
            make: () => host.exportCurve(),
          },
        ],
      },
    ],
  };
}

function shownBy(host: UhCnn, width: number): Shown {
  const { player, trace } = host;
  const { run } = host.control;
  if (!player || !trace || trace.frames.length === 0) throw nothingToExport();
  const frames = trace.frames.slice();
  const { dataset } = trace.info;
  const lastEpoch = Math.max(1, trace.expectedFrames - 1);
  const readings = frames.map((frame) => readingOf(frame, 'accuracy'));
  const panel = host.renderRoot.querySelector('.run') ?? host;
  const { backgroundColor, color } = getComputedStyle(panel);
  // The same choice as the element's own curve has.
  const dark = isDark(color);
  return {
    ...{ info: trace.info, frames, playhead: player.playhead },
    picture: new NetworkPicture({
      width: 12 * Math.round(width / 12),
      ground: backgroundColor,
      text: color,
      line: dark ? '#4a4a50' : '#ded8cb',
      lastEpoch,
      top: topOf('accuracy', readings, dataset.classNames.length),
    }),
    colours: dark
      ? { training: '#6fb4e8', validation: '#ff9d4d' }
      : { training: '#1f77b4', validation: '#c05200' },
    layersOf: (id) =>
      run?.choices?.get(id)?.layers ?? (run?.watched?.id === id ? run.layers : undefined),
  };
}

/** As the article words it: «Epoch: 47 | Accuracy 66.30%». */
function frameOf({ info, frames, colours, layersOf }: Shown, index: number): NetworkFrame {
  const frame = frames[index];
  if (!frame) throw nothingToExport();
  const { view, epoch, metrics } = frame;
  const layers = layersOf(view.watchedId);
  const line = (of: 'trainAccuracy' | 'validationAccuracy'): number[] => {
    const values = new Array<number>(epoch + 1).fill(NaN);
    for (const each of frames.slice(0, index + 1)) values[each.epoch] = each.metrics[of];
    return values;
  };
  return {
    title: `Epoch: ${epoch} | Accuracy ${percent(metrics.validationAccuracy, 2)}`,
    kernels: layers && kernelsOf(info, frame, layers),
    maps: layers && mapsOf(info, frame, layers),
    lines: [
      { name: 'training', colour: colours.training, values: line('trainAccuracy') },
      { name: 'validation', colour: colours.validation, values: line('validationAccuracy') },
    ],
  };
}

function kernelsOf(
  { layers }: CnnTraceInfo,
  { view: { kernels } }: CnnFrame,
  { kernelLayer }: WatchedLayers,
): FigureTiles | undefined {
  const spec = layers[kernelLayer]?.spec;
  if (spec?.type !== 'conv2d') return undefined;
  const { filters: count, kernelSize: size } = spec;
  const channels = kernels.length / (size * size * count);
  if (!Number.isInteger(channels) || channels === 0) return undefined;
  const bands = channels === 3 ? 3 : 1;
  return {
    shape: { count, width: size, height: size, bands },
    values: channels === bands ? kernels : meanOverBands(kernels, channels, count),
  };
}

function mapsOf(
  { layers }: CnnTraceInfo,
  { view: { activations: values } }: CnnFrame,
  { activationLayer }: WatchedLayers,
): FigureTiles | undefined {
  const [height, width, count] = layers[activationLayer]?.outputShape ?? [];
  if (!height || !width || !count || values.length !== height * width * count) return undefined;
  return { shape: { count, width, height, bands: 1 }, values };
}

/** Whether light text stands on a dark ground. */
function isDark(text: string): boolean {
  return luminance(cssToRgb(text)) > 0.4;
}
