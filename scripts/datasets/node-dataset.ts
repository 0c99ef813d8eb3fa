import { readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { ReportProgress } from '../../workers/contracts/control.ts';
import type { DatasetInfo, Samples, Split } from '../../workers/contracts/dataset.ts';
import { openSource } from '../../workers/dataset/catalogue.ts';
import type { Platform } from '../../workers/dataset/platform.ts';
import { ROOT } from '../setup.mjs';
import { decodeImage } from './node-images.ts';

/** Reads packed datasets as files, and others from the network. */
const PLATFORM: Platform = {
  fetch: async (url, init) => {
    if (!url.startsWith('file:')) return fetch(url, init);
    try {
      return new Response(await readFile(fileURLToPath(url)));
    } catch {
      return new Response(null, { status: 404 });
    }
  },
  decodeImage,
  retryDelays: [],
};

export interface NodeDataset {
  /** Of drawn images where the real ones are not packed, as on the page. */
  readonly info: DatasetInfo;
  readonly samples: Samples;
}

export interface LoadOptions {
  /** Images; undefined: all of the split, up to `limit`. */
  readonly points?: number | undefined;
  readonly limit?: number | undefined;
  /** Of the packed datasets; a bundled program, which does not lie where this file does, has to name it. */
  readonly folder?: string;
  /** Called before all is loaded; what it throws ends the loading. */
  readonly opened?: (info: DatasetInfo) => void;
  readonly report?: ReportProgress;
  readonly signal?: AbortSignal;
}

/** Images of the catalogue, the same as the page has. */
export async function loadDataset(
  dataset: string,
  split: Split,
  seed: number,
  {
    points,
    limit,
    folder = join(ROOT, 'public', 'datasets'),
    opened = () => undefined,
    report = () => undefined,
    signal = new AbortController().signal,
  }: LoadOptions = {},
): Promise<NodeDataset> {
  const datasetsUrl = pathToFileURL(folder + sep).href;
  const params = { dataset, split, seed, points, limit };
  const source = await openSource(PLATFORM, params, { datasetsUrl }, report, signal);
  opened(source.info);
  await source.load(report, signal);
  return { info: source.info, samples: source.samples };
}
