import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WasmCnnEngine } from '../../workers/cnn/wasm/engine.ts';
import { WasmEngine } from '../../workers/umap/wasm/engine.ts';
import { readOptions } from './options.ts';
import type { Place } from './place.ts';
import { Telling } from './progress.ts';
import { record } from './record.ts';

const folders: string[] = [];

export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'underhood-recording-'));
  folders.push(folder);
  return folder;
}

export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** Records with engines of one thread. *Returns* the lines that a person reads. @param stopAt ends it at this line */
export async function recordHere(line: string, stopAt?: RegExp): Promise<string[]> {
  const controller = new AbortController();
  const lines: string[] = [];
  const status = {
    update: () => undefined,
    line: (text: string) => {
      lines.push(text);
      if (stopAt?.test(text)) controller.abort();
    },
  };
  const place: Place = {
    createCnn: () => new WasmCnnEngine({ threads: 1 }),
    createUmap: () => new WasmEngine({ threads: 1 }),
    datasets: join(tmpdir(), 'no-datasets-here'),
    telling: new Telling(status),
    signal: controller.signal,
    threads: 1,
  };
  await record(readOptions(line.split(' ')), place);
  return lines;
}

/** Times and dates, which differ from run to run. */
const TIMES = ['recorded', 'epochMs', 'timings'];

/** A recording's files by path; of its attributes all but times, in any order. */
export function contentOf(folder: string): Map<string, unknown> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  const content = new Map<string, unknown>();
  for (const path of paths) {
    const bytes = read(join(folder, path));
    if (!bytes) continue;
    content.set(path, isRoot(path) ? withoutTimes(bytes) : bytes.toString('base64'));
  }
  return content;
}

const isRoot = (path: string): boolean => path === 'zarr.json' || path === '.zattrs';

function withoutTimes(bytes: Buffer): unknown {
  return JSON.parse(bytes.toString(), (name, value: unknown) =>
    TIMES.includes(name) ? undefined : value,
  );
}

/** Undefined for a folder. */
function read(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EISDIR') return undefined;
    throw error;
  }
}
