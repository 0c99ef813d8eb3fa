import type { CnnFrame, CnnView, LayerSummary } from '../../../workers/contracts/cnn.ts';
import { FilterSelection } from '../../controllers/filter-selection.ts';
import { type CnnPlayer, Watching } from '../../controllers/watching.ts';
import type { WatchedLayers } from '../../runs/cnn-run-api.ts';
import type { CnnTrace, CnnTraceInfo } from '../../trace/cnn-trace.ts';
import { Player } from '../../trace/player.ts';
import { Recorder } from '../../trace/trace.ts';
import { SYNTHETIC_WATCHED, syntheticCnnTrace } from '../cnn/synthetic-trace.ts';
import { SyntheticRun, type ViewOf } from '../cnn/synthetic-watching.ts';

/** What a figure is given, all of one made-up run. */
export interface SyntheticSource {
  readonly run: SyntheticRun;
  readonly player: CnnPlayer;
  readonly watching: Watching;
  readonly selection: FilterSelection;
}

export interface SyntheticSourceOptions {
  readonly frames?: number;
  readonly epochs?: number;
  readonly viewOf?: ViewOf;
  /** Another first layer than the article's, on images of another depth. */
  readonly first?: {
    readonly filters: number;
    readonly kernelSize: number;
    readonly channels: 1 | 3;
  };
}

/** At its last frame. */
export function syntheticSource(options: SyntheticSourceOptions = {}): SyntheticSource {
  const { frames = 49, epochs = frames - 1, first } = options;
  const trace = syntheticCnnTrace(frames, epochs);
  const player: CnnPlayer = new Player(first ? withFirstLayer(trace, first) : trace, {
    following: false,
  });
  player.seek(player.lastFrame);
  const run: SyntheticRun = new SyntheticRun(
    options.viewOf ??
      ((epoch, layers) =>
        Promise.resolve(syntheticView(player.trace, epoch, layers, run.watched.id))),
  );
  if (first?.channels === 1) {
    run.watched = { ...run.watched, image: SYNTHETIC_WATCHED.filter((_, at) => at % 3 === 0) };
  }
  return { run, player, watching: new Watching(player, run), selection: new FilterSelection() };
}

function withFirstLayer(
  { info, frames, expectedFrames }: CnnTrace,
  { filters, kernelSize, channels }: NonNullable<SyntheticSourceOptions['first']>,
): CnnTrace {
  const layers = info.layers.map((layer, i): LayerSummary => {
    const outputShape = [...layer.outputShape.slice(0, 2), filters];
    if (i === 0 && layer.spec.type === 'conv2d') {
      return { ...layer, spec: { ...layer.spec, filters, kernelSize }, outputShape };
    }
    return i < 3 ? { ...layer, outputShape } : layer;
  });
  const { dataset } = info;
  const shape = { ...dataset.shape, channels };
  const recorder = new Recorder<CnnTraceInfo, CnnFrame>(
    { ...info, layers, dataset: { ...dataset, shape } },
    expectedFrames,
  );
  const trace = { info: recorder.info, frames };
  frames.forEach((frame, epoch) => {
    recorder.append({
      ...frame,
      view: syntheticView(trace, epoch, { kernelLayer: 0, activationLayer: 0 }, 0),
    });
  });
  recorder.close();
  return recorder;
}

/** Gratings for kernels, waves for maps, of the shapes that the trace's layers have. */
export function syntheticView(
  { info, frames }: Pick<CnnTrace, 'info' | 'frames'>,
  epoch: number,
  { kernelLayer, activationLayer }: WatchedLayers,
  watchedId: number,
): CnnView {
  const { layers, dataset } = info;
  const frame = frames[epoch];
  const kernel = layers[kernelLayer]?.spec;
  const [height = 1, width = 1, maps = 1] = layers[activationLayer]?.outputShape ?? [];
  if (!frame || kernel?.type !== 'conv2d') throw new Error(`There is no epoch ${epoch}.`);
  const channels = layers[kernelLayer - 1]?.outputShape[2] ?? dataset.shape.channels;
  const { filters, kernelSize: size } = kernel;
  return {
    watchedId,
    kernels: Float32Array.from({ length: size * size * channels * filters }, (_, at) => {
      const [filter, pixel] = [at % filters, Math.floor(at / filters / channels)];
      const angle = (filter * Math.PI) / 16;
      const along = Math.cos(angle) * (pixel % size) + Math.sin(angle) * Math.floor(pixel / size);
      const shift = (Math.floor(at / filters) % channels) * (filter % 3);
      return (0.1 * Math.sin(along + filter + shift) * (epoch + 1)) / frames.length;
    }),
    activations: Float32Array.from({ length: height * width * maps }, (_, at) => {
      const [map, pixel] = [at % maps, Math.floor(at / maps)];
      const [x, y] = [pixel % width, Math.floor(pixel / width)];
      return Math.max(0, Math.sin(((map % 8) * x) / 4 + ((map >> 3) * y) / 4 + epoch));
    }),
    probabilities: frame.view.probabilities,
  };
}
