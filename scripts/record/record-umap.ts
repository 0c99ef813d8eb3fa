import type { PreparedUmap, UmapApi, UmapFrame } from '../../workers/contracts/umap.ts';
import { sampleIndices } from '../../workers/cnn/batches.ts';
import { createUmapApi } from '../../workers/umap/api.ts';
import { percent } from '../../src/components/cnn/words.ts';
import { duration } from '../../src/components/run/words.ts';
import { defaultPoints } from '../../src/runs/umap-settings.ts';
import type { UmapTraceInfo } from '../../src/trace/trace.ts';
import { UmapTraceWriter } from '../../src/trace/zarr/trace-writer.ts';
import { oneEngine } from './one-engine.ts';
import type { UmapRecordOptions } from './options.ts';
import { type Loaded, loadReal, type Place } from './place.ts';
import { Estimate } from './progress.ts';
import { umapRecipe } from './recipes.ts';
import { emptyTarget, findUnfinished, finishTarget, isClosed, type Target } from './target.ts';
import { saveUnfinished } from './unfinished.ts';
import { withControl } from './with-control.ts';

/** Points among which the finished layout's trustworthiness is measured: as the published one (docs). */
const QUALITY_SAMPLE = 10_000;

/**
 * Learns a layout and records it. One that was broken off begins anew: it takes seconds, and its engines keep nothing
 * that could be gone on from.
 */
export async function recordUmap(
  options: UmapRecordOptions,
  target: Target,
  place: Place,
): Promise<void> {
  const { telling } = place;
  const train = await loadReal(place, options.dataset, 'train', options.params.seed, {
    limit: defaultPoints('auto'),
    points: options.points,
  });
  const recipe = umapRecipe(options, train.info);
  const unfinished = await findUnfinished(target, recipe);
  if (unfinished && (await isClosed(target.store))) {
    telling.line(await finishTarget(target));
    return;
  }
  if (unfinished) {
    telling.line('This recording was broken off; a layout begins anew.');
    await emptyTarget(target);
  }
  await saveUnfinished(target.store, { recipe });
  const api = createUmapApi(
    oneEngine(options.engine, () =>
      place.createUmap(options.engine, options.threads ?? place.threads),
    ),
  );
  try {
    await learn(options, target, place, train, api);
    telling.line(await finishTarget(target));
  } finally {
    await api.dispose();
  }
}

async function learn(
  options: UmapRecordOptions,
  target: Target,
  { telling, signal }: Place,
  { info: dataset, samples }: Loaded,
  api: UmapApi,
): Promise<void> {
  const { params, keepFrames } = options;
  const { height, width, channels } = dataset.shape;
  // The engine takes what it is given; the labels are needed afterwards.
  const labels = samples.labels.slice();
  const input = { ...samples, count: dataset.count, dimensions: height * width * channels };
  const prepared = await withControl(signal, telling.report, (port) =>
    api.prepare(input, params, { engine: 'auto' }, port),
  );
  telling.endStage();
  telling.line(`${prepared.engineInfo.engine}: ${prepared.engineInfo.device}`);
  const kept = pointsOf(options, dataset.count);
  const writer = await UmapTraceWriter.create(
    target.store,
    infoOf(prepared, dataset, labels, kept),
    {
      embedding: options.bits,
      expectedFrames: 1 + Math.ceil(params.nEpochs / keepFrames),
      recorded: new Date(),
    },
  );
  await writer.append(pick(prepared.frame, kept, params.nComponents));
  const begun = performance.now();
  const estimate = new Estimate(params.nEpochs);
  let last = prepared.frame;
  for (;;) {
    signal.throwIfAborted();
    const frame = await api.step();
    if (!frame) break;
    last = frame;
    const isKept = frame.epoch % keepFrames === 0 || frame.epoch === params.nEpochs;
    if (isKept) await writer.append(pick(frame, kept, params.nComponents));
    telling.epoch(frame.epoch, params.nEpochs, undefined, estimate.left(frame.epoch));
  }
  telling.line(`layout: ${params.nEpochs} epochs, ${duration(performance.now() - begun)}`);
  const quality = await withControl(signal, telling.report, (port) =>
    api.quality(last.embedding, QUALITY_SAMPLE, port),
  );
  telling.endStage();
  telling.line(
    `trustworthiness ${quality.trustworthiness.toFixed(4)}, label agreement ${percent(quality.labelAgreement, 1)}`,
  );
  await writer.measured(quality);
  await writer.finish();
}

/** Indices of the points that the recording has, ascending; undefined: all. */
function pointsOf(
  { keepPoints, params }: UmapRecordOptions,
  count: number,
): Uint32Array<ArrayBuffer> | undefined {
  if (keepPoints === undefined || keepPoints >= count) return undefined;
  return sampleIndices(count, keepPoints, params.seed).sort();
}

function infoOf(
  { params, engineInfo, stagesMs, recall }: PreparedUmap,
  dataset: UmapTraceInfo['dataset'],
  labels: Uint8Array<ArrayBuffer>,
  kept: Uint32Array<ArrayBuffer> | undefined,
): UmapTraceInfo {
  return {
    kind: 'umap',
    ...{ params, engine: engineInfo, dataset, stagesMs, recall },
    labels: kept ? Uint8Array.from(kept, (index) => labels[index] ?? 0) : labels,
    points: kept?.length ?? dataset.count,
    ...(kept ? { indices: kept } : {}),
    components: params.nComponents,
  };
}

/** The frame of some of the points. */
function pick(frame: UmapFrame, kept: Uint32Array | undefined, components: number): UmapFrame {
  if (!kept) return frame;
  const { embedding } = frame;
  const picked = new Float32Array(kept.length * components);
  kept.forEach((point, i) => {
    const from = point * components;
    picked.set(embedding.subarray(from, from + components), i * components);
  });
  return { ...frame, embedding: picked };
}
