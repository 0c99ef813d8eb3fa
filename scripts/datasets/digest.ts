import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { WorkerError } from '../../workers/rpc/errors.ts';
import type { OfficialFile } from './recipes.ts';

export async function digestOf(
  path: string,
  algorithm: OfficialFile['algorithm'],
): Promise<string> {
  const hash = createHash(algorithm);
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}

/** Throws `checksum-mismatch` when the file is not the official one, byte for byte. */
export async function verify(path: string, { algorithm, digest }: OfficialFile): Promise<void> {
  const found = await digestOf(path, algorithm);
  if (found === digest) return;
  throw new WorkerError(
    'checksum-mismatch',
    `${path} is not the official file: its ${algorithm.toUpperCase()} is ${found}, not ${digest}. It is damaged or another version; delete it or fetch it again.`,
    { file: path, expected: digest, found },
  );
}
