import { openPage } from './browser.ts';
import { checkEngine } from './engine-asked.ts';
import type { UmapOptions } from './options.ts';
import type { UmapResult } from './umap-result.ts';

/** DESIGN's definition of the published trustworthiness: among the first 10,000 points. */
const TRUSTWORTHINESS_SAMPLE = 10_000;

/** A run may take so long before it counts as hung, ms. */
const PATIENCE = 30 * 60_000;

const PAGE = `<!doctype html><title>benchmark</title>
<body style="margin: 0"><script type="module" src="./underhood.js"></script></body>`;

/** The element as this benchmark uses it. */
interface UmapElement extends HTMLElement {
  readonly state: string;
  readonly playhead: number;
  readonly frameCount: number;
  readonly error: { readonly message: string } | undefined;
  readonly engineInfo: {
    readonly engine: string;
    readonly device: string;
    readonly reason: string;
  };
  readonly trace: {
    readonly info: {
      readonly stagesMs: { neighbours: number; graph: number; init: number };
      readonly dataset: { readonly origin: string };
    };
    readonly frames: readonly { readonly embedding: Float32Array; readonly epochMs: number }[];
  };
  start(): Promise<void>;
  project(): Promise<number | undefined>;
  measure(sample: number): Promise<{
    recall: number;
    trustworthiness: number;
    labelAgreement: number;
  }>;
}

/** Runs one engine in `<uh-umap>` on an otherwise empty page of a browser of its own. */
export async function benchInBrowser(
  engine: string,
  options: UmapOptions,
  progress: (sentence: string) => void,
): Promise<{ origin: string; result: UmapResult }> {
  const { isolated, threads } = options;
  const place = { path: 'bench.html', html: PAGE, isolated, threads, patience: PATIENCE };
  const opened = await openPage(place, progress);
  try {
    const { origin, reason, ...figures } = await opened.page.evaluate(runElement, {
      engine,
      dataset: options.dataset,
      points: options.points,
      seed: options.seed,
      sample: TRUSTWORTHINESS_SAMPLE,
      transform: options.transform,
    });
    checkEngine(engine, { engine: figures.engine, reason });
    return { origin, result: { ...figures, peakBytes: opened.peakBytes() } };
  } finally {
    await opened.close();
  }
}

/** In the page: creates the element, runs it to its end, and measures. Self-contained. */
async function runElement(settings: {
  engine: string;
  dataset: string;
  points: number;
  seed: number;
  sample: number;
  transform: boolean;
}): Promise<Omit<UmapResult, 'peakBytes'> & { origin: string; reason: string }> {
  await customElements.whenDefined('uh-umap');
  let longestTaskMs = 0;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longestTaskMs = Math.max(longestTaskMs, duration);
  }).observe({ type: 'longtask' });

  const element = document.createElement('uh-umap') as UmapElement;
  for (const name of ['engine', 'dataset', 'points', 'seed'] as const) {
    element.setAttribute(name, String(settings[name]));
  }
  element.setAttribute('controls', '');
  document.body.append(element);
  await new Promise(requestAnimationFrame);

  const start = performance.now();
  const times: Record<string, number> = {};
  element.addEventListener('uh-state', () => (times[element.state] ??= performance.now() - start));
  element.addEventListener('uh-frame', () => {
    times['firstFrame'] ??= performance.now() - start;
    times['lastFrame'] = performance.now() - start;
  });
  let shown = 0;
  let last = -1;
  const watch = (): void => {
    if (element.frameCount > 0 && element.playhead !== last) {
      last = element.playhead;
      shown += 1;
    }
    if (element.state !== 'done' && element.state !== 'failed') requestAnimationFrame(watch);
  };
  requestAnimationFrame(watch);

  await new Promise<void>((resolve, reject) => {
    element.addEventListener('uh-done', () => {
      resolve();
    });
    element.addEventListener('uh-error', () => {
      reject(new Error(element.error?.message));
    });
    element.start().catch(reject);
  });
  const taskWhileLearning = longestTaskMs;
  const { frames, info } = element.trace;
  const quality = await element.measure(settings.sample);
  const projecting = performance.now();
  const agreement = settings.transform ? await element.project() : undefined;
  const transform = {
    transformMs: performance.now() - projecting,
    transformLabelAgreement: agreement,
  };

  const hashes = new Uint8Array(32 * frames.length);
  for (const [i, { embedding }] of frames.entries()) {
    const bytes = new Uint8Array(embedding.buffer as ArrayBuffer);
    hashes.set(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)), 32 * i);
  }
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', hashes));

  const epochs = frames.slice(1).map(({ epochMs }) => epochMs);
  epochs.sort((a, b) => a - b);
  const layout = (times['lastFrame'] ?? 0) - (times['firstFrame'] ?? 0);
  return {
    engine: element.engineInfo.engine,
    adapter: element.engineInfo.device,
    isolated: crossOriginIsolated,
    threads: Number(/(\d+) threads?/.exec(element.engineInfo.device)?.[1] ?? 1),
    loadMs: (times['preparing'] ?? 0) - (times['loading'] ?? 0),
    stagesMs: { ...info.stagesMs, layout },
    epochMs: epochs[epochs.length >> 1] ?? 0,
    firstFrameMs: times['firstFrame'] ?? 0,
    totalMs: times['lastFrame'] ?? 0,
    longestTaskMs: taskWhileLearning,
    shownPerSecond: (1000 * shown) / layout,
    ...quality,
    ...(settings.transform ? transform : {}),
    frames: frames.length,
    traceHash: [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join(''),
    origin: info.dataset.origin,
    reason: element.engineInfo.reason,
  };
}
