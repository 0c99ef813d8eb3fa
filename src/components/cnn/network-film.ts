import type { CnnFrame } from '../../../workers/contracts/cnn.ts';
import {
  type FigureTiles,
  NetworkPicture,
  type NetworkFrame,
} from '../../render/network-picture.ts';
import { meanOverBands } from '../../render/tile-atlas.ts';
import type { WatchedLayers } from '../../runs/cnn-run-api.ts';
import { nothingToExport } from '../../runs/export-animation.ts';
import type { CnnTraceInfo } from '../../trace/cnn-trace.ts';
import { readingOf } from '../learning-curve/readings.ts';
import { topOf } from '../learning-curve/scales.ts';
import type { CnnFilm, CnnLook } from './cnn-film.ts';
import type { UhCnn } from './cnn.ts';
import { percent } from './words.ts';

/** All that frames are drawn by. */
interface Shown {
  readonly info: CnnTraceInfo;
  readonly frames: readonly CnnFrame[];
  readonly colours: { readonly training: string; readonly validation: string };
  /** Which layers a watched image was seen in. */
  readonly layersOf: (watchedId: number) => WatchedLayers | undefined;
}

/** The article's figure of a training network, of the frames so far. */
export function networkFilm(host: UhCnn, { width, ground, text, dark }: CnnLook): CnnFilm {
  const { player, trace } = host;
  const { run } = host.control;
  if (!player || !trace || trace.frames.length === 0) throw nothingToExport();
  const frames = trace.frames.slice();
  const { info } = trace;
  const readings = frames.map((frame) => readingOf(frame, 'accuracy'));
  const picture = new NetworkPicture({
    ...{ width, ground, text, line: dark ? '#4a4a50' : '#ded8cb' },
    lastEpoch: Math.max(1, trace.expectedFrames - 1),
    top: topOf('accuracy', readings, info.dataset.classNames.length),
  });
  const shown: Shown = {
    ...{ info, frames },
    // The same choice as the element's own curve has.
    colours: dark
      ? { training: '#6fb4e8', validation: '#ff9d4d' }
      : { training: '#1f77b4', validation: '#c05200' },
    layersOf: (id) =>
      run?.choices?.get(id)?.layers ?? (run?.watched?.id === id ? run.layers : undefined),
  };
  return {
    ...{ picture, count: frames.length, playhead: player.playhead },
    draw(index) {
      picture.draw(frameOf(shown, index));
    },
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
