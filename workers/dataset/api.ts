import { transfer } from 'comlink';
import type { ReportProgress } from '../contracts/control.ts';
import type { DatasetApi, DatasetHandle, Samples } from '../contracts/dataset.ts';
import { openControl } from '../rpc/control.ts';
import { WorkerError } from '../rpc/errors.ts';
import { openSource } from './catalogue.ts';
import { bytesPerImage } from './decoders/raster.ts';
import { Loading } from './loading.ts';
import type { Platform } from './platform.ts';
import type { Source } from './source.ts';
import { nearestImages } from './nearest.ts';
import { pickAtRandom } from './pick-at-random.ts';
import { computeStatistics } from './statistics.ts';

interface Opened {
  readonly source: Source;
  readonly loading: Loading;
}

const NEVER = new AbortController().signal;
const SILENT: ReportProgress = () => undefined;

/** The dataset worker's API on a platform. Owns every opened dataset until its `close`. */
export function createDatasetApi(platform: Platform): DatasetApi {
  const opened = new Map<DatasetHandle, Opened>();
  let lastHandle = 0;

  const find = (handle: DatasetHandle): Opened => {
    const found = opened.get(handle);
    if (found) return found;
    throw new WorkerError('bad-parameter', `Dataset ${handle} is not open; open it first.`, {
      parameter: 'handle',
      value: handle,
    });
  };
  const complete = async (handle: DatasetHandle): Promise<Source> => {
    const { source, loading } = find(handle);
    await loading.wait(SILENT, NEVER);
    return source;
  };

  return {
    async open(params, options, port) {
      const { signal, report } = openControl(port);
      signal.throwIfAborted();
      const source = await openSource(platform, params, options, report, signal);
      signal.throwIfAborted();
      const handle = ++lastHandle;
      opened.set(handle, { source, loading: new Loading(source) });
      const { info, ready, toFetch } = source;
      return { handle, info, ready, toFetch };
    },

    async loaded(handle, port) {
      const { signal, report } = openControl(port);
      await find(handle).loading.wait(report, signal);
    },

    async samples(handle) {
      const { samples } = await complete(handle);
      return handOver({ images: samples.images.slice(), labels: samples.labels.slice() });
    },

    async images(handle, indices) {
      const { source, loading } = find(handle);
      const { count, shape } = source.info;
      const past = indices.find((index) => index >= count);
      if (past !== undefined) {
        throw new WorkerError(
          'bad-parameter',
          `There is no image ${past}: the dataset was opened with ${count} images, counted from 0.`,
          { parameter: 'indices', value: past, available: count },
        );
      }
      if (indices.some((index) => index >= source.ready)) await loading.wait(SILENT, NEVER);
      return handOver(cut(source.samples, indices, bytesPerImage(shape)));
    },

    pick(handle, params) {
      const { source, loading } = find(handle);
      const { samples, info, ready } = source;
      const decoded = loading.complete ? info.count : ready;
      const labels = samples.labels.subarray(0, decoded);
      const { indices, among } = pickAtRandom(labels, info.classNames.length, params);
      const picked = cut(samples, indices, bytesPerImage(info.shape));
      const buffers = [picked.images.buffer, picked.labels.buffer, indices.buffer];
      return Promise.resolve(transfer({ ...picked, indices, among, decoded }, buffers));
    },

    async nearest(handle, image, count, port) {
      const control = openControl(port);
      const { samples, info } = await complete(handle);
      const size = bytesPerImage(info.shape);
      const found = await nearestImages(samples, size, image, count, control);
      const images = cut(samples, found.indices, size);
      const buffers = [images.images.buffer, images.labels.buffer, found.indices.buffer];
      return transfer({ ...images, ...found }, [...buffers, found.distances.buffer]);
    },

    async statistics(handle) {
      const { samples, info } = await complete(handle);
      const result = computeStatistics(samples, info);
      const buffers = [result.classCounts, result.classAverages, result.correlation];
      return transfer(
        result,
        buffers.map(({ buffer }) => buffer),
      );
    },

    close(handle) {
      opened.get(handle)?.loading.stop();
      opened.delete(handle);
      return Promise.resolve();
    },
  };
}

function cut({ images, labels }: Samples, indices: Uint32Array, size: number): Samples {
  const picked = new Uint8Array(indices.length * size);
  indices.forEach((index, i) => {
    picked.set(images.subarray(index * size, (index + 1) * size), i * size);
  });
  return { images: picked, labels: Uint8Array.from(indices, (index) => labels[index] ?? 0) };
}

function handOver(samples: Samples): Samples {
  return transfer(samples, [samples.images.buffer, samples.labels.buffer]);
}
