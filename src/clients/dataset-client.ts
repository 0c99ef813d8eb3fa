import type {
  DatasetApi,
  DatasetInfo,
  DatasetParams,
  DatasetStatistics,
  NearestSamples,
  PickedSamples,
  PickParams,
  Samples,
} from '../../workers/contracts/dataset.ts';
import workerUrl from '../../workers/dataset/worker.ts?worker&url';
import { Connection, type LongCallOptions } from './connection.ts';

/** An opened dataset: its images live in the dataset worker, which hands out copies. */
export interface OpenDataset {
  readonly info: DatasetInfo;
  /** Images that `images` hands out at once, from index 0 on, while the rest is still loading. */
  readonly ready: number;
  /** True when it was closed, or its worker has ended. */
  readonly closed: boolean;
  /** All images and labels. Progress stages: `download` (bytes), `decode` or `draw` (images). */
  samples(call: LongCallOptions): Promise<Samples>;
  /** Single images, in the order asked for. */
  images(indices: readonly number[]): Promise<Samples>;
  statistics(): Promise<DatasetStatistics>;
  /** The images that differ least from one, pixel by pixel. *Borrows* it. Progress stage: `nearest` (images). */
  nearest(
    image: Uint8Array<ArrayBuffer>,
    count: number,
    call: LongCallOptions,
  ): Promise<NearestSamples>;
  /** Frees the memory. May be called twice. */
  close(): void;
}

/** What the dataset worker can do beyond what runs need. */
export interface LoadableDataset extends OpenDataset {
  /** Bytes that loading the rest takes from the network, as it was on opening. */
  readonly toFetch: number;
  /** Loads all images into the worker, and hands out none. */
  load(call: LongCallOptions): Promise<void>;
  /** Images picked at random among those that are decoded. */
  pick(params: PickParams): Promise<PickedSamples>;
}

/**
 * The packed datasets lie beside the folder of the worker's script, wherever the site is hosted;
 * the development server has them at its root.
 */
function datasetsUrl(): string {
  if (import.meta.env.DEV) return new URL('/datasets/', location.href).href;
  return new URL('../datasets/', new URL(workerUrl, import.meta.url)).href;
}

/** One dataset worker serves the page: two figures of one dataset load it once. */
let shared: Connection<DatasetApi> | undefined;
let users = 0;

function connect(): Connection<DatasetApi> {
  if (!shared || shared.closed) {
    shared = new Connection<DatasetApi>(workerUrl, 'dataset');
    users = 0;
  }
  users += 1;
  return shared;
}

/** The last user out ends the worker. */
function release(connection: Connection<DatasetApi>): void {
  if (connection !== shared) return;
  users -= 1;
  if (users > 0) return;
  connection.terminate();
  shared = undefined;
}

/** An address is relative to the page; a catalogue entry has neither slash nor dot. */
export function absolute(params: DatasetParams): DatasetParams {
  if (!/[/.]/.test(params.dataset)) return params;
  return { ...params, dataset: new URL(params.dataset, document.baseURI).href };
}

/** Opens a dataset; its first images are there when this resolves. Rejects with an UnderhoodError. */
export async function openDataset(
  params: DatasetParams,
  call: LongCallOptions,
): Promise<LoadableDataset> {
  const connection = connect();
  try {
    const { handle, info, ready, toFetch } = await connection.longCall(
      (api, control) => api.open(absolute(params), { datasetsUrl: datasetsUrl() }, control),
      call,
    );
    let isClosed = false;
    const load = (loadCall: LongCallOptions): Promise<void> =>
      connection.longCall((api, control) => api.loaded(handle, control), loadCall);
    return {
      info,
      ready,
      toFetch,
      get closed() {
        return isClosed || connection.closed;
      },
      samples: async (samplesCall) => {
        await load(samplesCall);
        return connection.call((api) => api.samples(handle));
      },
      images: (indices) => connection.call((api) => api.images(handle, Uint32Array.from(indices))),
      load,
      pick: (pickParams) => connection.call((api) => api.pick(handle, pickParams)),
      statistics: () => connection.call((api) => api.statistics(handle)),
      nearest: (image, wanted, nearestCall) =>
        connection.longCall(
          (api, control) => api.nearest(handle, image, wanted, control),
          nearestCall,
        ),
      close: () => {
        if (isClosed) return;
        isClosed = true;
        connection.call((api) => api.close(handle)).catch(() => undefined); // it may have ended: then all is freed
        release(connection);
      },
    };
  } catch (error) {
    release(connection);
    throw error;
  }
}
