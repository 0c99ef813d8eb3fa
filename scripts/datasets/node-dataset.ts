import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { DatasetInfo, Samples, Split } from '../../workers/contracts/dataset.ts';
import { openSource } from '../../workers/dataset/catalogue.ts';
import type { Platform } from '../../workers/dataset/platform.ts';
import { decodeImage } from '../datasets/node-images.ts';
import { ROOT } from '../setup.mjs';

/** Reads packed datasets as files. */
const PLATFORM: Platform = {
  fetch: async (url) => {
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

/** Images of the catalogue, the same as the page has. @param points undefined: all of the split */
export async function loadDataset(
  dataset: string,
  split: Split,
  seed: number,
  points?: number,
): Promise<NodeDataset> {
  const { signal } = new AbortController();
  const ignore = (): void => undefined;
  const datasetsUrl = pathToFileURL(join(ROOT, 'public', 'datasets', '/')).href;
  const params = { dataset, split, seed, points };
  const source = await openSource(PLATFORM, params, { datasetsUrl }, ignore, signal);
  await source.load(ignore, signal);
  return { info: source.info, samples: source.samples };
}
