import { createHash } from 'node:crypto';
import type { UmapInput, UmapParams } from '../../../workers/contracts/umap.ts';
import { createRandom } from '../../../workers/random.ts';
import { measureQuality } from '../../../workers/umap/quality.ts';
import { createUmapEngine } from '../../engines/umap-engines.ts';
import type { UmapResult } from '../umap-result.ts';
import { ARTICLE_PARAMS } from '../../../workers/umap/article-params.ts';

/** DESIGN's definition of the published trustworthiness: among the first 10,000 points. */
const TRUSTWORTHINESS_SAMPLE = 10_000;

const NEVER = new AbortController().signal;

/** The article's. */
const PARAMS: UmapParams = ARTICLE_PARAMS;

export interface RunOptions {
  readonly engine: string;
  readonly threads: number;
  readonly seed: number;
  /** Measuring takes longer than the run: once is enough. */
  readonly measure: boolean;
}

/** One run of one engine, from images in memory to the last frame, each frame read back. */
export async function runEngine(
  input: UmapInput,
  { engine: name, threads, seed, measure }: RunOptions,
  progress: (sentence: string) => void,
): Promise<UmapResult> {
  const params = { ...PARAMS, seed };
  const engine = createUmapEngine(name, threads);
  try {
    let told = '';
    const control = {
      signal: NEVER,
      report: ({ stage }: { readonly stage: string }) => {
        if (stage !== told) progress(`  ${stage} …`);
        told = stage;
      },
    };
    const start = performance.now();
    const prepared = await engine.prepare(input, params, createRandom(seed), control);
    const firstFrame = performance.now();
    const frames = [prepared.embedding];
    const epochs: number[] = [];
    for (;;) {
      const begun = performance.now();
      const frame = await engine.step();
      if (!frame) break;
      epochs.push(performance.now() - begun);
      frames.push(frame);
    }
    const end = performance.now();
    // Another engine took over: its times are not those of the engine that was asked for.
    if (engine.change !== undefined) throw new Error(engine.change);
    epochs.sort((a, b) => a - b);
    const peakBytes = process.resourceUsage().maxRSS * 1024;
    const { neighbours } = prepared;
    const options = { neighbours, params, sample: TRUSTWORTHINESS_SAMPLE };
    const last = frames.at(-1) ?? prepared.embedding;
    const quality = measure ? await measureQuality(input, last, options, control) : undefined;
    return {
      engine: engine.info.engine,
      adapter: engine.info.device,
      isolated: null,
      threads,
      loadMs: null,
      stagesMs: { ...prepared.stagesMs, layout: end - firstFrame },
      epochMs: epochs[epochs.length >> 1] ?? 0,
      firstFrameMs: firstFrame - start,
      totalMs: end - start,
      peakBytes,
      longestTaskMs: null,
      shownPerSecond: null,
      recall: quality?.recall ?? null,
      trustworthiness: quality?.trustworthiness ?? NaN,
      labelAgreement: quality?.labelAgreement ?? NaN,
      frames: frames.length,
      traceHash: hashOf(frames),
    };
  } finally {
    engine.dispose();
  }
}

/** SHA-256 over the frames' own. */
function hashOf(frames: readonly Float32Array[]): string {
  const hash = createHash('sha256');
  for (const frame of frames) {
    const bytes = new Uint8Array(frame.buffer, frame.byteOffset, frame.byteLength);
    hash.update(createHash('sha256').update(bytes).digest());
  }
  return hash.digest('hex');
}
