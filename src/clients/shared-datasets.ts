import type {
  DatasetInfo,
  DatasetParams,
  DatasetStatistics,
  Samples,
} from '../../workers/contracts/dataset.ts';
import type { Progress } from '../../workers/contracts/control.ts';
import type { LongCallOptions } from './connection.ts';
import { absolute, type LoadableDataset, openDataset, type OpenDataset } from './dataset-client.ts';
import { abortedError } from './errors.ts';
import { type DatasetHere, type DatasetIdentity, tellOfDataset } from './images-here.ts';

export type OpenDatasetFunction = (
  params: DatasetParams,
  call: LongCallOptions,
) => Promise<ShareableDataset>;

/** A dataset that another user can have as well: it is freed when both have closed theirs. */
export interface ShareableDataset extends OpenDataset {
  /** Another user's hold on it. */
  share(): ShareableDataset;
}

/** One user's hold on a dataset that several figures of the page may use; closing it lets go of it. */
export interface SharedDataset extends LoadableDataset, ShareableDataset {
  /** Whether all images are there, or somebody is loading them: `load` costs nothing more then. */
  readonly wanted: boolean;
  /** Whether all images are there. */
  readonly complete: boolean;
  /** Computed once for all users, who *borrow* it. Loads all images first. */
  statistics(): Promise<DatasetStatistics>;
  /** Calls back when `wanted` or `complete` is another; returns what ends that. */
  watch(listener: () => void): () => void;
}

/** What makes two askings one dataset, their seed apart. */
function keyOf({ dataset, split, points, limit }: DatasetParams): string {
  // Only of an address an unknown number of images may come.
  const most = /[/.]/.test(dataset) ? limit : undefined;
  return JSON.stringify([dataset, split, points, most]);
}

/** A dataset of the page: being opened, or open. */
class Entry extends EventTarget implements DatasetHere {
  private readonly opening = new AbortController();
  private readonly reports = new Set<(progress: Progress) => void>();
  private readonly opened: Promise<LoadableDataset>;
  private data: LoadableDataset | undefined;
  private statistics: Promise<DatasetStatistics> | undefined;
  private readonly untell: () => void;
  private users = 0;
  private loading = 0;
  private isComplete = false;

  constructor(
    readonly key: string,
    readonly seed: number,
    open: (call: LongCallOptions) => Promise<LoadableDataset>,
  ) {
    super();
    this.untell = tellOfDataset(this);
    this.opened = open({
      signal: this.opening.signal,
      onProgress: (progress) => {
        for (const report of this.reports) report(progress);
      },
    });
    this.opened.then(
      (data) => {
        this.data = data;
        this.isComplete = data.ready >= data.info.count;
        if (this.users === 0) data.close();
      },
      () => {
        this.untell();
        entries.delete(this); // told to those who wait; whoever comes next tries anew
      },
    );
  }

  /** Undefined while it is being opened. */
  get info(): DatasetInfo | undefined {
    return this.data?.info;
  }

  get closed(): boolean {
    return this.data?.closed ?? false;
  }

  get identity(): DatasetIdentity | undefined {
    return this.closed ? undefined : this.info;
  }

  has(indices: readonly number[]): boolean {
    const { data, isComplete } = this;
    if (!data) return false;
    const there = isComplete ? data.info.count : data.ready;
    return indices.every((index) => index < there);
  }

  async images(indices: readonly number[]): Promise<Samples> {
    return (await this.opened).images(indices);
  }

  get wanted(): boolean {
    return this.loading > 0 || this.isComplete;
  }

  /** Whether what was asked for with this seed is the same: only drawn images depend on it. */
  serves(key: string, seed: number): boolean {
    if (key !== this.key || this.closed) return false;
    return seed === this.seed || this.info?.origin !== 'drawn';
  }

  /** Waits until it is open. An abort lets go of it, and ends the opening if nobody else waits. */
  async join({ signal, onProgress }: LongCallOptions): Promise<SharedDataset> {
    if (signal.aborted) throw abortedError();
    this.users += 1;
    const report = (progress: Progress): void => onProgress?.(progress);
    this.reports.add(report);
    let giveUp: (() => void) | undefined;
    const aborted = new Promise<never>((_, reject) => {
      giveUp = () => {
        reject(abortedError());
      };
      signal.addEventListener('abort', giveUp, { once: true });
    });
    try {
      return this.hold(await Promise.race([this.opened, aborted]));
    } catch (error) {
      this.leave();
      throw error;
    } finally {
      this.reports.delete(report);
      if (giveUp) signal.removeEventListener('abort', giveUp);
    }
  }

  /** One user's hold on the open dataset; the user is counted already. */
  private hold(data: LoadableDataset): SharedDataset {
    // Arrow functions, for getters have a `this` of their own.
    const isWanted = (): boolean => this.wanted;
    const isComplete = (): boolean => this.isComplete;
    const left = new AbortController();
    const load = (call: LongCallOptions): Promise<void> => this.load(data, call);
    return {
      info: data.info,
      ready: data.ready,
      toFetch: data.toFetch,
      get closed() {
        return left.signal.aborted || data.closed;
      },
      get wanted() {
        return isWanted();
      },
      get complete() {
        return isComplete();
      },
      load,
      samples: async (call): Promise<Samples> => {
        await load(call);
        return data.samples(call);
      },
      images: (indices) => data.images(indices),
      pick: (params) => data.pick(params),
      nearest: (image, count, call) => data.nearest(image, count, call),
      statistics: async () => {
        await load({ signal: left.signal });
        return this.shareStatistics(data);
      },
      watch: (listener) => {
        this.addEventListener('change', listener, { signal: left.signal });
        return () => {
          this.removeEventListener('change', listener);
        };
      },
      share: () => {
        this.users += 1;
        return this.hold(data);
      },
      close: () => {
        if (left.signal.aborted) return;
        left.abort(abortedError());
        this.leave();
      },
    };
  }

  private async load(data: LoadableDataset, call: LongCallOptions): Promise<void> {
    if (this.isComplete && !data.closed) return;
    this.loading += 1;
    this.dispatchEvent(new Event('change'));
    try {
      await data.load(call);
      this.isComplete = true;
    } finally {
      this.loading -= 1;
      this.dispatchEvent(new Event('change'));
    }
  }

  private shareStatistics(data: LoadableDataset): Promise<DatasetStatistics> {
    this.statistics ??= data.statistics().catch((error: unknown) => {
      this.statistics = undefined;
      throw error;
    });
    return this.statistics;
  }

  /** The last one out frees the memory. */
  private leave(): void {
    this.users -= 1;
    if (this.users > 0) return;
    this.untell();
    entries.delete(this);
    this.opening.abort(abortedError());
    this.data?.close();
  }
}

/** Datasets of this page. */
const entries = new Set<Entry>();

function find(key: string, seed: number): Entry | undefined {
  return [...entries].find((entry) => entry.serves(key, seed));
}

/** Whether a figure of the page has this dataset open already, or is opening it. */
export function isDatasetShared(params: DatasetParams): boolean {
  const { seed } = params;
  return find(keyOf(absolute(params)), seed) !== undefined;
}

/**
 * As `openDataset`; but figures that ask for the same one share it. It is freed when the last of them has closed it.
 */
export async function openSharedDataset(
  params: DatasetParams,
  call: LongCallOptions,
): Promise<SharedDataset> {
  const asked = absolute(params);
  const { seed } = asked;
  const key = keyOf(asked);
  let entry = find(key, seed);
  if (!entry) {
    entry = new Entry(key, seed, (openCall) => openDataset(asked, openCall));
    entries.add(entry);
  }
  const shared = await entry.join(call);
  if (entry.serves(key, seed)) return shared;
  // While it was being opened nobody knew that its images are drawn, of another seed.
  shared.close();
  return openSharedDataset(params, call);
}
