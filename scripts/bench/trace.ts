import { MemoryStore } from '../../src/trace/zarr/store.ts';
import { UmapTraceWriter } from '../../src/trace/zarr/trace-writer.ts';
import { zipTrace } from '../../src/trace/zarr/zip-store.ts';
import { describeMachine, today } from './machine.ts';
import { medianBy } from './numbers.ts';
import type { TraceOptions } from './options.ts';
import { exportInBrowser, PAGES, playInBrowser } from './trace-browser.ts';
import { type MadeRun, makeRun } from './trace-frames.ts';
import type { PlayedTrace, TraceFigure, TraceReport, TraceRun } from './trace-result.ts';
import { traceSite } from './trace-site.ts';

/** Makes a run as large as it is asked for; writes it, plays it and exports it, as often as is asked for. */
export async function benchTrace(
  { points, frames, runs }: TraceOptions,
  progress: (sentence: string) => void,
): Promise<TraceReport> {
  progress(`Making a run of ${points} points and ${frames} frames …`);
  const made = await makeRun(points, frames);
  const results: TraceRun[] = [];
  for (let run = 0; run < runs; run++) {
    progress(`Run ${run + 1} of ${runs}: writing …`);
    const { store, ...written } = await write(made);
    const site = traceSite(
      new Map<string, Uint8Array | string>([
        ...[...store.files].map(([key, bytes]) => [`run.zarr/${key}`, bytes] as const),
        ['run.zarr.zip', zipTrace(store, new Date('2026-11-01T10:00:00Z'))],
        ...PAGES,
      ]),
    );
    progress('… playing the folder …');
    const folder = await playInBrowser(site, 'folder', progress);
    progress('… playing the zip …');
    const zip = await playInBrowser(site, 'zip', progress);
    progress('… exporting …');
    const exported = await exportInBrowser(site, progress);
    results.push({ ...written, folder, zip, exported });
  }
  return {
    bench: 'trace',
    ...{ points, frames, machine: describeMachine(), date: today() },
    renderer: results[0]?.folder.renderer ?? 'nothing',
    figures: figures(results),
  };
}

/** As «Save this run» writes it, without a page to keep alive. */
async function write({ info, frames }: MadeRun) {
  const start = performance.now();
  const before = process.cpuUsage();
  const store = new MemoryStore();
  const writer = await UmapTraceWriter.create(store, info, { expectedFrames: frames.length });
  for (const frame of frames) await writer.append(frame);
  await writer.finish();
  const writeMs = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  return { store, bytes: store.size, writeMs, writeCpuMs: (user + system) / 1000 };
}

/** What playing the recording takes at most: an empty tab is the browser's own. */
function beyond({ peakBytes, emptyBytes }: PlayedTrace): number | null {
  return peakBytes === null || emptyBytes === null ? null : peakBytes - emptyBytes;
}

/** The bars beside what was measured. */
function figures(runs: readonly TraceRun[]): readonly TraceFigure[] {
  const figure =
    (unit: TraceFigure['unit'], scale: number) =>
    (name: string, of: (run: TraceRun) => number | null, bar?: number): TraceFigure[] => {
      const known = runs.map(of).filter((value) => value !== null);
      const values = known.map((value) => value / scale);
      if (values.length === 0) return [];
      return [{ name, unit, median: medianBy(values, (value) => value), values, bar }];
    };
  const seconds = figure('s', 1000);
  const ms = figure('ms', 1);
  const size = figure('MB', 1e6);
  return [
    ...size('size at 12 bits', ({ bytes }) => bytes, 20),
    ...seconds('written', ({ writeMs }) => writeMs, 3),
    ...seconds('written, all processors’ time', ({ writeCpuMs }) => writeCpuMs, 3),
    ...seconds('saved by the page', ({ exported }) => exported.saved.ms),
    ...seconds('first frame, folder', ({ folder }) => folder.firstFrameMs, 1),
    ...seconds('first frame, zip', ({ zip }) => zip.firstFrameMs, 1),
    ...seconds('all frames, folder', ({ folder }) => folder.loadedMs),
    ...seconds('all frames, zip', ({ zip }) => zip.loadedMs),
    ...ms('scrubbed, slowest, folder', ({ folder }) => folder.scrubMs, 100),
    ...ms('scrubbed, slowest, zip', ({ zip }) => zip.scrubMs, 100),
    ...size('memory beyond an empty tab’s, folder', ({ folder }) => beyond(folder), 150),
    ...size('memory beyond an empty tab’s, zip', ({ zip }) => beyond(zip), 150),
    ...size('memory of the tab, folder', ({ folder }) => folder.peakBytes),
    ...size('memory of the tab, zip', ({ zip }) => zip.peakBytes),
    ...size('memory of the tab, folder, at rest', ({ folder }) => folder.settledBytes),
    ...size('memory of the tab, zip, at rest', ({ zip }) => zip.settledBytes),
    ...size('memory of the tab, empty', ({ folder }) => folder.emptyBytes),
    ...size('memory of the tab, exporting', ({ exported }) => exported.peakBytes),
    ...seconds('GIF of 800 px', ({ exported }) => exported.gif.ms, 30),
    ...size('size of the GIF', ({ exported }) => exported.gif.bytes, 40),
    ...seconds('WebM of 800 px', ({ exported }) => exported.webm.ms, 15),
    ...size('size of the WebM', ({ exported }) => exported.webm.bytes),
    ...ms(
      'longest task, loading',
      ({ folder, zip }) => Math.max(folder.loadingTaskMs, zip.loadingTaskMs),
      50,
    ),
    ...ms(
      'longest task, playing',
      ({ folder, zip }) => Math.max(folder.playingTaskMs, zip.playingTaskMs),
      50,
    ),
    ...ms('longest task, GIF', ({ exported }) => exported.gif.longestTaskMs),
    ...ms('longest task, WebM', ({ exported }) => exported.webm.longestTaskMs),
    ...ms('longest task, saving', ({ exported }) => exported.saved.longestTaskMs),
  ];
}
