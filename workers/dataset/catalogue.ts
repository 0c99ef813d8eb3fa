import type { ReportProgress } from '../contracts/control.ts';
import type { DatasetOptions, DatasetParams } from '../contracts/dataset.ts';
import { WorkerError } from '../rpc/errors.ts';
import { type DrawnDataset, drawnDatasets } from './drawn/index.ts';
import { openDrawn } from './drawn-source.ts';
import { isUrl, openOwn } from './own.ts';
import { NotPacked, openPacked } from './packed.ts';
import type { Platform } from './platform.ts';
import type { Source } from './source.ts';

interface RealEntry {
  readonly title: string;
  /** What is drawn when the packed data cannot be had. */
  readonly standIn: DrawnDataset;
}

const DRAWN: ReadonlyMap<string, DrawnDataset> = new Map(Object.entries(drawnDatasets));
const REAL: ReadonlyMap<string, RealEntry> = new Map([
  ['fashion-mnist', { title: 'Fashion-MNIST', standIn: drawnDatasets.garments }],
  ['cifar-10', { title: 'CIFAR-10', standIn: drawnDatasets.objects }],
]);

/**
 * Opens what `params.dataset` names: real data from the packed folder, drawn data, or a URL. Only data
 * that is not there at all is stood in for; data that is there and damaged is an error.
 */
export async function openSource(
  platform: Platform,
  params: DatasetParams,
  options: DatasetOptions,
  report: ReportProgress,
  signal: AbortSignal,
): Promise<Source> {
  const { dataset } = params;
  const drawn = DRAWN.get(dataset);
  if (drawn) return openDrawn(drawn, params, report, signal);
  const real = REAL.get(dataset);
  if (real) return openReal(platform, real, params, options, report, signal);
  if (isUrl(dataset)) return openOwn(platform, params, report, signal);
  const known = [...REAL.keys(), ...DRAWN.keys()].join(', ');
  throw new WorkerError(
    'unknown-dataset',
    `There is no dataset «${dataset}». Known are ${known}; or give the URL of your own.`,
    { dataset, known },
  );
}

async function openReal(
  platform: Platform,
  { title, standIn }: RealEntry,
  params: DatasetParams,
  { datasetsUrl }: DatasetOptions,
  report: ReportProgress,
  signal: AbortSignal,
): Promise<Source> {
  const manifestUrl = new URL(`${params.dataset}/manifest.json`, datasetsUrl).href;
  try {
    const place = { manifestUrl, origin: 'real', name: params.dataset } as const;
    return await openPacked(platform, place, params, report, signal);
  } catch (thrown) {
    if (!(thrown instanceof NotPacked)) throw thrown;
    const source = await openDrawn(standIn, params, report, signal);
    const why =
      thrown.reason.code === 'network'
        ? 'the network gave no answer'
        : 'this site does not have its files';
    const sentence = `${title} could not be loaded (${why}), so drawn images («${standIn.title}») stand in for it.`;
    return {
      ...source,
      info: { ...source.info, standIn: sentence },
      get samples() {
        return source.samples;
      },
    };
  }
}
