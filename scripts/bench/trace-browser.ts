import { type BenchPage, openPage } from './browser.ts';
import type { ExportedFile, ExportedTrace, PlayedTrace } from './trace-result.ts';

/** Anything in the page may take so long before it counts as hung, ms. */
const PATIENCE = 10 * 60_000;
/** One thing in the page may take so long before it counts as hung, ms. */
const HANGS = 2 * 60_000;
/** Frames that are looked at, one after the other. */
const SCRUBS = 40;
/** Until nothing is loaded, drawn or freed any more, ms. */
const SETTLES = 4000;
/** px, the article's. */
const WIDTH = 800;

/** The element as this benchmark uses it. */
interface UmapElement extends HTMLElement {
  readonly renderRoot: ShadowRoot;
  readonly playhead: number;
  readonly state: string;
  readonly error: { readonly message: string } | undefined;
  readonly trace:
    | {
        readonly closed: boolean;
        readonly frames: readonly { readonly embedding: Float32Array }[];
      }
    | undefined;
  play(): void;
  seek(frame: number): void;
  exportAnimation(options: { format: string; width: number }): Promise<Blob>;
  exportTrace(): Promise<Blob>;
}

/** What the page's own script has for this benchmark. */
interface BenchWindow {
  readonly marks: Marks;
  /** Resolves in the display frame in which `holds` does. */
  readonly until: (what: string, holds: () => boolean) => Promise<void>;
}

interface Marks {
  /** Of the first frame on the screen, ms from the navigation. */
  shown?: number;
  loaded?: number;
  longestTask: number;
}

/**
 * A page that was written with the element in it. Its script looks once a display frame whether there is a picture, and says
 * so when that is on its way to the screen.
 */
const page = (element: string): string => `<!doctype html><title>benchmark</title>
<body style="margin: 0"><script>
  const marks = (window.marks = { longestTask: 0 });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) {
      marks.longestTask = Math.max(marks.longestTask, duration);
    }
  }).observe({ type: 'longtask', buffered: true });
  const look = () => {
    const umap = document.querySelector('uh-umap');
    const drawn = umap?.renderRoot?.querySelector('uh-embedding')?.stage?.drawn;
    if (drawn && marks.shown === undefined) setTimeout(() => (marks.shown ??= performance.now()));
    if (umap?.trace?.closed) marks.loaded ??= performance.now();
    if (!drawn || marks.loaded === undefined) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  window.until = async (what, holds) => {
    const deadline = performance.now() + ${HANGS};
    while (!holds()) {
      if (performance.now() > deadline) throw new Error('It took too long: ' + what + '.');
      await new Promise(requestAnimationFrame);
    }
  };
</script>${element}<script type="module" src="./underhood.js"></script></body>`;

type Page = 'empty' | 'folder' | 'zip';

const elementOf = (src: string): string => `<uh-umap controls autoplay src="${src}"></uh-umap>`;

const fileOf = (name: Page): string => `bench-${name}.html`;

/** By path in the site, which has the recording as `run.zarr` and `run.zarr.zip`. */
export const PAGES: ReadonlyMap<string, string> = new Map([
  [fileOf('empty'), page('')],
  [fileOf('folder'), page(elementOf('run.zarr'))],
  [fileOf('zip'), page(elementOf('run.zarr.zip'))],
]);

async function open(
  folder: string,
  name: Page,
  progress: (sentence: string) => void,
): Promise<BenchPage> {
  const place = { folder, path: fileOf(name), isolated: true, threads: undefined };
  return openPage({ ...place, patience: PATIENCE }, progress);
}

/** Opens the recording in a browser of its own, and plays it as a visitor would. */
export async function playInBrowser(
  site: string,
  as: 'folder' | 'zip',
  progress: (sentence: string) => void,
): Promise<PlayedTrace> {
  const empty = await open(site, 'empty', progress);
  await empty.page.waitForTimeout(SETTLES);
  const emptyBytes = empty.peakBytes();
  await empty.close();
  const opened = await open(site, as, progress);
  try {
    const loading = await opened.page.evaluate(untilLoaded);
    const playingTaskMs = await opened.page.evaluate(playThrough);
    const scrubMs = await opened.page.evaluate(scrub, SCRUBS);
    const peakBytes = opened.peakBytes();
    await opened.page.waitForTimeout(SETTLES);
    opened.forgetPeak();
    const settledBytes = opened.peakBytes();
    return { ...loading, playingTaskMs, scrubMs, peakBytes, settledBytes, emptyBytes };
  } finally {
    await opened.close();
  }
}

/** Exports the recording as a visitor would. */
export async function exportInBrowser(
  site: string,
  progress: (sentence: string) => void,
): Promise<ExportedTrace> {
  const opened = await open(site, 'folder', progress);
  try {
    await opened.page.evaluate(untilLoaded);
    opened.forgetPeak();
    const make = (format: string): Promise<ExportedFile> =>
      opened.page.evaluate(exportAs, { format, width: WIDTH });
    const saved = await make('zarr');
    const webm = await make('webm');
    const gif = await make('gif');
    return { gif, webm, saved, peakBytes: opened.peakBytes() };
  } finally {
    await opened.close();
  }
}

/** In the page. Self-contained, as are those below. */
async function untilLoaded(): Promise<
  Pick<PlayedTrace, 'renderer' | 'firstFrameMs' | 'loadedMs' | 'loadingTaskMs'>
> {
  const { marks, until } = window as unknown as BenchWindow;
  const umap = document.querySelector<UmapElement>('uh-umap');
  await until('loading', () => {
    if (umap?.state === 'failed') throw new Error(umap.error?.message);
    return marks.shown !== undefined && marks.loaded !== undefined;
  });
  const embedding = umap?.renderRoot.querySelector('uh-embedding');
  const { rendererKind } = embedding as unknown as { rendererKind: string };
  return {
    renderer: rendererKind,
    ...{ firstFrameMs: marks.shown ?? 0, loadedMs: marks.loaded ?? 0 },
    loadingTaskMs: marks.longestTask,
  };
}

/** From the first to the last frame, at the element's speed. */
async function playThrough(): Promise<number> {
  const { marks, until } = window as unknown as BenchWindow;
  const umap = document.querySelector<UmapElement>('uh-umap');
  const last = (umap?.trace?.frames.length ?? 1) - 1;
  umap?.seek(0);
  await new Promise((resolve) => setTimeout(resolve, 500));
  marks.longestTask = 0;
  umap?.play();
  await until('playing', () => umap?.playhead === last);
  return marks.longestTask;
}

/** The slowest of so many jumps, from the call until the whole frame is drawn and on its way to the screen. */
async function scrub(count: number): Promise<number> {
  const { until } = window as unknown as BenchWindow;
  const umap = document.querySelector<UmapElement>('uh-umap');
  const embedding = umap?.renderRoot.querySelector('uh-embedding');
  // What was drawn last is the embedding's own business, and nowhere else to be seen.
  const { stage } = embedding as unknown as {
    stage: { drawn?: { from: Float32Array; to: Float32Array; mix: number } };
  };
  const frames = umap?.trace?.frames ?? [];
  let slowest = 0;
  for (let jump = 0; jump < count; jump++) {
    // Over all of the frames, never the same twice in a row.
    const index = Math.floor(((jump * 0.618034) % 1) * frames.length);
    if (index === umap?.playhead) continue;
    await new Promise((resolve) => setTimeout(resolve, 50));
    const start = performance.now();
    umap?.seek(index);
    await until(`drawing frame ${index}`, () => {
      const { from, mix } = stage.drawn ?? {};
      return from === frames[index]?.embedding && mix === 0;
    });
    await new Promise((resolve) => setTimeout(resolve));
    slowest = Math.max(slowest, performance.now() - start);
  }
  return slowest;
}

async function exportAs({
  format,
  width,
}: {
  format: string;
  width: number;
}): Promise<ExportedFile> {
  const { marks } = window as unknown as BenchWindow;
  const umap = document.querySelector<UmapElement>('uh-umap');
  if (!umap) throw new Error('There is no element.');
  marks.longestTask = 0;
  const start = performance.now();
  const blob = await (format === 'zarr'
    ? umap.exportTrace()
    : umap.exportAnimation({ format, width }));
  return {
    ms: performance.now() - start,
    bytes: blob.size,
    longestTaskMs: marks.longestTask,
  };
}
