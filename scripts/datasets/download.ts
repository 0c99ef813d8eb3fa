import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import { WorkerError } from '../../workers/rpc/errors.ts';
import { verify } from './digest.ts';
import type { FoundSource } from './find.ts';
import type { OfficialFile, Recipe } from './recipes.ts';

export interface DownloadOptions {
  /** Folder that keeps finished and partial downloads. */
  readonly cache: string;
  readonly log: (line: string) => void;
  /** Bytes of the current file, for a progress line. */
  readonly onProgress: (file: string, done: number, total: number) => void;
  readonly fetch?: typeof fetch;
  /** How long an address may take to answer at all, ms. */
  readonly answerWithin?: number;
  /** How long a download may stand still, ms. */
  readonly stallAfter?: number;
}

const ANSWER_WITHIN = 4000;
const STALL_AFTER = 15_000;
/** A broken download goes on where it stopped, so many times an address. */
const ATTEMPTS = 3;

/**
 * Fetches a dataset's official files into the cache, verified. Addresses that do not answer within
 * seconds are left out, asked all at once, so that being offline is known soon. Partial downloads are
 * kept (`.part`) and go on where the server can; a file with a wrong checksum is dropped and the next
 * address tried. Throws `network`, or the last address's error.
 */
export async function downloadOfficial(
  recipe: Recipe,
  options: DownloadOptions,
): Promise<FoundSource> {
  const folder = join(options.cache, recipe.name);
  await mkdir(folder, { recursive: true });
  const missing = [];
  for (const file of recipe.files) {
    if (!(await isVerified(join(folder, file.name), file))) missing.push(file);
  }
  const [firstMissing] = missing;
  if (firstMissing) {
    const addresses = await answering(recipe.addresses, firstMissing.name, options);
    if (addresses.length === 0) {
      throw new WorkerError(
        'network',
        `None of its addresses answers: ${recipe.addresses.join(', ')}`,
        {
          url: recipe.addresses[0] ?? '',
        },
      );
    }
    for (const file of missing) await downloadFile(file, folder, addresses, options);
  }
  const files = Object.fromEntries(recipe.files.map(({ name }) => [name, join(folder, name)]));
  return { kind: 'official', folder, files };
}

async function isVerified(path: string, file: OfficialFile): Promise<boolean> {
  return verify(path, file).then(
    () => true,
    () => false,
  );
}

/** The addresses that answer for `name`, in their order of preference. */
async function answering(
  addresses: readonly string[],
  name: string,
  { fetch: get = fetch, answerWithin = ANSWER_WITHIN }: DownloadOptions,
): Promise<string[]> {
  const answers = await Promise.all(
    addresses.map((address) =>
      get(new URL(name, address), {
        method: 'HEAD',
        signal: AbortSignal.timeout(answerWithin),
      }).then(
        ({ ok }) => ok,
        () => false,
      ),
    ),
  );
  return addresses.filter((_address, i) => answers[i]);
}

async function downloadFile(
  file: OfficialFile,
  folder: string,
  addresses: readonly string[],
  options: DownloadOptions,
): Promise<void> {
  const path = join(folder, file.name);
  const part = `${path}.part`;
  let last: unknown;
  for (const address of addresses) {
    const url = new URL(file.name, address).href;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        await fetchInto(url, part, file.name, options);
        await verify(part, file);
        await rename(part, path);
        return;
      } catch (thrown) {
        last = thrown;
        options.log(`${url}: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
        if (thrown instanceof WorkerError) {
          // Not the right bytes, or an answer that will not change: start over elsewhere.
          if (thrown.code === 'checksum-mismatch') await rm(part, { force: true });
          break;
        }
      }
    }
  }
  throw last;
}

/** Fetches what is missing of `part`; what has arrived stays there when it breaks. */
async function fetchInto(
  url: string,
  part: string,
  name: string,
  {
    fetch: get = fetch,
    onProgress,
    answerWithin = ANSWER_WITHIN,
    stallAfter = STALL_AFTER,
  }: DownloadOptions,
): Promise<void> {
  const have = await stat(part).then(
    ({ size }) => size,
    () => 0,
  );
  const controller = new AbortController();
  const giveUp = (): void => {
    controller.abort(new Error('no answer for too long'));
  };
  let timer = setTimeout(giveUp, answerWithin);
  try {
    const headers = have > 0 ? { Range: `bytes=${have}-` } : {};
    const response = await get(url, { headers, signal: controller.signal });
    if (response.status === 416) {
      await rm(part, { force: true }); // more bytes than the file has: the next attempt starts over
      throw new Error('the partial download does not fit the file');
    }
    if (!response.ok || !response.body) {
      throw new WorkerError('http-status', `the server answered ${response.status}`, {
        url,
        status: response.status,
      });
    }
    const resumed =
      response.status === 206 &&
      response.headers.get('Content-Range')?.startsWith(`bytes ${have}-`);
    let done = resumed ? have : 0;
    const total = done + Number(response.headers.get('Content-Length') ?? 0);
    const counting = new Transform({
      transform(chunk: Uint8Array, _encoding, callback) {
        clearTimeout(timer);
        timer = setTimeout(giveUp, stallAfter);
        done += chunk.length;
        onProgress(name, done, total);
        callback(null, chunk);
      },
    });
    const body = Readable.fromWeb(response.body as unknown as NodeReadableStream);
    await pipeline(body, counting, createWriteStream(part, { flags: resumed ? 'a' : 'w' }), {
      signal: controller.signal,
    });
  } finally {
    clearTimeout(timer);
  }
}
