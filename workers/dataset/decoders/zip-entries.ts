import { Unzip, UnzipInflate } from 'fflate';
import { WorkerError } from '../../rpc/errors.ts';
import { concat, openBytes } from './bytes.ts';
import type { DecodeOptions, NamedStream } from './decoded.ts';

/** A file inside a zip, still encoded. */
export interface ZipEntry {
  readonly path: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const LOCAL_HEADER = 0x04034b50;
const END_OF_DIRECTORY = 0x06054b50;
/** The end record has 22 bytes, and a comment of up to 65,535 behind them. */
const END_RECORD = 22;
const LONGEST_END = END_RECORD + 65_535;
/** Bytes handed to the unzipper at once: it recurses once a file, so large pieces would overflow the stack. */
const SLICE = 1 << 16;
/** What the 16-bit entry count says when the real one is in the zip64 record. */
const ZIP64_COUNT = 0xffff;

/**
 * Reads the files of a zip for whose path `wanted` is true, as they stream in. *Takes* the stream.
 * Throws `wrong-format`, `truncated`, `network`, `aborted`.
 */
export async function readZipEntries(
  file: NamedStream,
  wanted: (path: string) => boolean,
  options: Pick<DecodeOptions, 'signal' | 'report'>,
): Promise<ZipEntry[]> {
  const { name, stream } = await openBytes(file, options);
  const entries: ZipEntry[] = [];
  let seen = 0;
  let failure: WorkerError | undefined;

  const unzip = new Unzip((entry) => {
    seen++;
    if (!wanted(entry.name)) return;
    const parts: Uint8Array[] = [];
    entry.ondata = (error, part, final) => {
      if (error) {
        failure ??= damaged(name, `${entry.name}: ${error.message}`);
        return;
      }
      parts.push(part);
      if (final) entries.push({ path: entry.name, bytes: concat(parts) });
    };
    entry.start();
  });
  unzip.register(UnzipInflate);

  let tail: Uint8Array = new Uint8Array(0);
  let first = true;
  const reader = stream.getReader();
  try {
    for (;;) {
      const { value } = await reader.read();
      if (!value) break;
      for (let offset = 0; offset < value.length; offset += SLICE) {
        const slice = value.subarray(offset, offset + SLICE);
        tail = concat([tail, slice]).subarray(-LONGEST_END);
        if (first && tail.length >= 4) {
          checkStart(tail, name);
          first = false;
        }
        unzip.push(slice, false);
        if (failure) throw failure;
      }
    }
    checkEnd(tail, seen, name);
  } catch (thrown) {
    reader.cancel().catch(() => undefined); // the zip is given up either way
    if (thrown instanceof WorkerError) throw thrown;
    throw damaged(name, thrown instanceof Error ? thrown.message : String(thrown));
  }
  return entries;
}

function checkStart(head: Uint8Array, name: string): void {
  const signature = view(head).getUint32(0, true);
  if (signature === LOCAL_HEADER || signature === END_OF_DIRECTORY) return;
  throw new WorkerError('wrong-format', `${name} is not a zip file.`, { file: name });
}

/** A zip ends with its directory's end record, which counts the files: both must be right. */
function checkEnd(tail: Uint8Array, seen: number, name: string): void {
  for (let at = tail.length - END_RECORD; at >= 0; at--) {
    if (view(tail).getUint32(at, true) !== END_OF_DIRECTORY) continue;
    const count = view(tail).getUint16(at + 10, true);
    if (count === ZIP64_COUNT || count === (seen & 0xffff)) return;
    throw damaged(name, `its directory lists ${count} files, but ${seen} are there`);
  }
  throw new WorkerError(
    'truncated',
    `${name} ends before its directory: the zip is not complete. Fetch the file again.`,
    { file: name },
  );
}

function damaged(name: string, why: string): WorkerError {
  return new WorkerError('wrong-format', `${name} is a damaged zip file (${why}).`, { file: name });
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
