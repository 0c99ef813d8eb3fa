import type { ReportProgress } from '../contracts/control.ts';
import type { DatasetParams } from '../contracts/dataset.ts';
import { WorkerError } from '../rpc/errors.ts';
import { decodeCifarArchive, decodeCifarBatch } from './decoders/cifar-binary.ts';
import type { DecodedImages, DecodeOptions, NamedStream } from './decoders/decoded.ts';
import { decodeIdx } from './decoders/idx.ts';
import { decodeImageZip } from './decoders/image-zip.ts';
import { fetchOk } from './fetching.ts';
import { sha256Hex, sha256HexOfText } from './hash.ts';
import { NotPacked, openPacked } from './packed.ts';
import type { Platform } from './platform.ts';
import { checkPoints } from './points.ts';
import type { Source } from './source.ts';

const IDX_IMAGES = /-images([-.]idx3-ubyte(?:\.gz)?)$/;

export function isUrl(dataset: string): boolean {
  return /^(https?|blob|data):/i.test(dataset) && URL.canParse(dataset);
}

/**
 * Opens the visitor's own data from an absolute URL; which kind, see `DatasetParams.dataset`. All
 * kinds but a packed folder are decoded whole on opening.
 *
 * Throws `network`, `http-status` and whatever the decoders throw.
 */
export async function openOwn(
  platform: Platform,
  params: DatasetParams,
  report: ReportProgress,
  signal: AbortSignal,
): Promise<Source> {
  checkPoints(params.points);
  const url = params.dataset;
  const { pathname } = new URL(url);
  if (pathname.endsWith('/') || pathname.endsWith('.json')) {
    const manifestUrl = pathname.endsWith('/') ? new URL('manifest.json', url).href : url;
    try {
      return await openPacked(
        platform,
        { manifestUrl, origin: 'own', name: url },
        params,
        report,
        signal,
      );
    } catch (thrown) {
      throw thrown instanceof NotPacked ? thrown.reason : thrown;
    }
  }
  const options = { split: params.split, points: params.points, signal, report };
  const decoded = await decode(platform, url, pathname, options);
  const { samples } = decoded;
  return {
    info: {
      name: url,
      title: decodeURIComponent(pathname.split('/').at(-1) ?? '') || url,
      origin: 'own',
      split: params.split,
      shape: decoded.shape,
      classNames: decoded.classNames ?? numberedClasses(samples.labels),
      count: decoded.count,
      available: decoded.available,
      hash: await sha256HexOfText(
        [
          JSON.stringify(decoded.shape),
          await sha256Hex(samples.images),
          await sha256Hex(samples.labels),
        ].join('\n'),
      ),
      attribution: `Your own data, from ${url}.`,
    },
    samples,
    ready: decoded.count,
    toFetch: 0,
    load: () => Promise.resolve(),
  };
}

async function decode(
  platform: Platform,
  url: string,
  pathname: string,
  options: DecodeOptions,
): Promise<DecodedImages> {
  if (IDX_IMAGES.test(pathname)) return decodeIdxPair(platform, url, options);
  const file = await open(platform, url, options.signal);
  if (/\.zip$/i.test(pathname)) return decodeZip(platform, file, options);
  if (/\.(tar\.gz|tgz|tar)$/i.test(pathname)) return decodeCifarArchive(file, options);
  if (/\.bin$/i.test(pathname)) return decodeCifarBatch(file, options);

  // No telling name (a blob of a dropped file, a download link): the first bytes tell.
  const { head, whole } = await peek(file);
  if (head[0] === 0x50 && head[1] === 0x4b) return decodeZip(platform, whole, options);
  if (head[0] === 0x1f && head[1] === 0x8b) return decodeCifarArchive(whole, options);
  await whole.stream.cancel();
  throw new WorkerError(
    'wrong-format',
    `${url} is of no known kind. Known are a packed dataset's manifest.json, a .zip of class folders of images, CIFAR-10's .tar.gz or .bin, and IDX (…-images-idx3-ubyte.gz).`,
    { url },
  );
}

/** The images' URL names the split; the labels, and the other split, are found by the official names. */
async function decodeIdxPair(
  platform: Platform,
  url: string,
  options: DecodeOptions,
): Promise<DecodedImages> {
  const images = new URL(url);
  const folder = images.pathname.lastIndexOf('/') + 1;
  let file = images.pathname.slice(folder);
  if (options.split === 'test') file = file.replace(/^train-/, 't10k-');
  images.pathname = images.pathname.slice(0, folder) + file;
  const labels = new URL(images);
  labels.pathname = images.pathname.replace(
    IDX_IMAGES,
    (_match, ending: string) => `-labels${ending.replace('idx3', 'idx1')}`,
  );
  // Labels first: the small file tells sooner whether there is a pair at all.
  const labelFile = await open(platform, labels.href, options.signal);
  const imageFile = await open(platform, images.href, options.signal);
  return decodeIdx(imageFile, labelFile, options);
}

function decodeZip(
  platform: Platform,
  file: NamedStream,
  options: DecodeOptions,
): Promise<DecodedImages> {
  return decodeImageZip(file, platform.decodeImage, options);
}

async function open(platform: Platform, url: string, signal: AbortSignal): Promise<NamedStream> {
  const response = await fetchOk(platform, url, signal);
  if (!response.body) throw new WorkerError('no-images', `${url} is empty.`, { url });
  // With a content encoding the length is not that of the bytes that arrive.
  const encoded = response.headers.has('Content-Encoding');
  const length = Number(response.headers.get('Content-Length') ?? 0);
  return { name: url, stream: response.body, bytes: encoded || length === 0 ? undefined : length };
}

async function peek(file: NamedStream): Promise<{ head: Uint8Array; whole: NamedStream }> {
  const [forPeeking, stream] = file.stream.tee();
  const reader = forPeeking.getReader();
  const { value } = await reader.read();
  reader.cancel().catch(() => undefined); // the other branch goes on
  return { head: value ?? new Uint8Array(0), whole: { ...file, stream } };
}

function numberedClasses(labels: Uint8Array): readonly string[] {
  const highest = labels.reduce((max, label) => Math.max(max, label), 0);
  return Array.from({ length: highest + 1 }, (_, label) => String(label));
}
