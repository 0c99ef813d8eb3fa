import type { DatasetInfo } from '../../workers/contracts/dataset.ts';
import type { CnnRecordOptions, RecordOptions, UmapRecordOptions } from './options.ts';
import type { Recipe } from './unfinished.ts';

/** Whatever a recording of a network depends on; the number of threads is not among it. */
export function cnnRecipe(
  options: CnnRecordOptions,
  train: DatasetInfo,
  test: DatasetInfo,
): Recipe {
  const { params } = options;
  return {
    ...shared(options, train),
    'test-points': test.count,
    'test images’ hash': test.hash,
    epochs: params.epochs,
    schedule: params.schedule,
    'steps-per-epoch': params.stepsPerEpoch,
    'batch-size': params.batchSize ?? null,
    dropout: params.dropout,
    validation: params.validation ?? null,
    image: options.image,
    images: options.images,
  };
}

/** Whatever a recording of a layout depends on. */
export function umapRecipe(options: UmapRecordOptions, train: DatasetInfo): Recipe {
  const { params } = options;
  return {
    ...shared(options, train),
    epochs: params.nEpochs,
    'n-neighbors': params.nNeighbors,
    'min-dist': params.minDist,
    spread: params.spread,
    'negative-sample-rate': params.negativeSampleRate,
    init: params.init,
    metric: params.metric,
    'n-components': params.nComponents,
    'keep-points': options.keepPoints ?? null,
    'keep-frames': options.keepFrames,
  };
}

function shared({ kind, engine, bits, params }: RecordOptions, train: DatasetInfo): Recipe {
  return {
    kind,
    dataset: train.name,
    points: train.count,
    'images’ hash': train.hash,
    engine,
    bits: bits ?? null,
    seed: params.seed,
    'learning-rate': params.learningRate,
  };
}
