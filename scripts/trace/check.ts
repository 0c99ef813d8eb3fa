import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { TraceAttributes } from '../../src/trace/zarr/attributes.ts';
import { checkTrace, type TraceReport } from '../../src/trace/zarr/check-trace.ts';
import { openSource } from '../../src/trace/zarr/open-trace.ts';
import type { ReadableStore } from '../../src/trace/zarr/store.ts';
import { messageOf, TraceError } from '../../src/trace/zarr/trace-error.ts';
import { ZipStore } from '../../src/trace/zarr/zip-store.ts';
import { FolderStore } from './folder-store.ts';

/** A trace's store from what a person typed: an address, a folder, or a zip file. Throws a TraceError. */
export async function storeAt(where: string): Promise<ReadableStore> {
  if (/^https?:/.test(where)) return openSource(where);
  const stat = statSync(where, { throwIfNoEntry: false });
  if (!stat) throw new TraceError('http-status', `There is nothing at ${where}.`);
  if (stat.isDirectory()) return new FolderStore(where.replace(/\/$/, ''));
  return new ZipStore(new Uint8Array(await readFile(where)), basename(where));
}

/**
 * Checks a trace and says what was found.
 * @param say told each line
 * @returns whether it is whole
 */
export async function check(where: string, say: (line: string) => void): Promise<boolean> {
  let report: TraceReport;
  try {
    report = await checkTrace(await storeAt(where));
  } catch (thrown) {
    const code = thrown instanceof TraceError ? thrown.code : 'internal';
    const problems = [{ code, message: messageOf(thrown) }];
    report = { attributes: undefined, playable: 0, problems };
  }
  const { attributes, playable, problems } = report;
  if (attributes) for (const line of summary(attributes, playable)) say(line);
  for (const { code, message } of problems) say(`${code}: ${message}`);
  if (problems.length === 0) say(`${where} is a whole recording.`);
  else say(`${where}: ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}.`);
  return problems.length === 0;
}

function summary(attributes: TraceAttributes, playable: number): string[] {
  const { kind, frames, expectedFrames, closed, engine, dataset, recorded } = attributes;
  const titles = { umap: 'UMAP', cnn: 'CNN' };
  const more = closed
    ? ''
    : `, ${expectedFrames} expected: it is still being written, or was given up`;
  const device = engine.device ? ` on ${engine.device}` : '';
  const when = recorded ? `, ${recorded.slice(0, 10)}` : '';
  return [
    `${titles[kind]} run of ${dataset.title}, ${engine.engine}${device}${when}`,
    `${playable} of ${frames} frames can be played${more}.`,
  ];
}
