import type { CnnFrame } from '../../workers/contracts/cnn.ts';
import type { KeptChoice, KeptFacts } from '../../workers/contracts/keeper.ts';
import { KeeperClient } from '../clients/keeper-client.ts';
import { rebuildError } from '../clients/errors.ts';
import type { CnnTrace } from '../trace/cnn-trace.ts';
import type { UmapTrace } from '../trace/trace.ts';
import type { CnnRunApi } from './cnn-run-api.ts';
import { keptRuns, type KeptRuns } from './kept-runs.ts';
import { keptName } from './kept-name.ts';
import type { ErrorData } from './run.ts';
import type { UmapRunApi } from './umap-run-api.ts';

type AnyRun = UmapRunApi | CnnRunApi;
type AnyTrace = UmapTrace | CnnTrace;

/** What writes; tests put their own in. */
export interface KeepParts {
  readonly createClient: () => Pick<
    KeeperClient,
    'begin' | 'append' | 'finish' | 'measured' | 'tested' | 'dispose'
  >;
  readonly registry: Pick<KeptRuns, 'makeRoom'>;
  readonly now: () => Date;
}

const PARTS: KeepParts = {
  createClient: () => new KeeperClient(),
  registry: keptRuns,
  now: () => new Date(),
};

/**
 * Keeps the run that an element has begun, frame by frame, behind it: one frame at a time is on its way to the worker, and what
 * waits is no copy, but the trace itself. The run knows nothing of it. Whatever goes wrong is in `error`, and the run goes on.
 *
 * Event: `error`.
 */
export class RunKeeper extends EventTarget {
  readonly facts: KeptFacts;
  /** Why nothing more is kept. */
  error: ErrorData | undefined;
  private readonly trace: AnyTrace;
  private readonly client: ReturnType<KeepParts['createClient']>;
  private readonly listening = new AbortController();
  private readonly toldChoices = new Set<number>();
  private readonly toldTests = new Set<number>();
  private toldQuality: unknown;
  private sent = 0;
  private finished = false;
  private ending = false;
  /** Something came that was not looked at yet. */
  private isNews = false;
  private wake: (() => void) | undefined;

  /** @param run that has a trace, whose first frame may already be there */
  constructor(
    private readonly run: AnyRun,
    private readonly parts: KeepParts = PARTS,
  ) {
    super();
    const { trace } = run;
    if (!trace) throw new Error('A run without a trace is not kept.');
    this.trace = trace;
    const created = parts.now();
    const { kind, dataset, engine } = trace.info;
    this.facts = {
      id: crypto.randomUUID(),
      kind,
      name: keptName(trace.info, created),
      dataset: dataset.title,
      engine: engine.engine,
      planned: trace.expectedFrames,
      created: created.toISOString(),
    };
    this.client = parts.createClient();
    const { signal } = this.listening;
    for (const type of ['append', 'close']) trace.addEventListener(type, this.look, { signal });
    for (const type of ['quality', 'test']) run.addEventListener(type, this.look, { signal });
  }

  /**
   * Keeps what there is and what comes. Resolves when it was ended, or when it failed: then it may be called again, which goes on
   * with what is missing, unless all frames are there and only a finding was lost.
   */
  async keep(): Promise<void> {
    if (this.finished) return;
    this.error = undefined;
    try {
      await this.parts.registry.makeRoom();
      const { facts, trace } = this;
      const images = trace.info.kind === 'cnn' && trace.info.sampledImages.length > 0;
      this.sent = await this.client.begin({ facts, info: trace.info, images });
      this.toldChoices.clear();
      while (!(await this.sendFrames())) await this.news();
      await this.client.finish();
      this.finished = true;
      for (;;) {
        await this.sendFindings();
        if (this.ending) break;
        await this.news();
      }
      this.stop();
    } catch (thrown) {
      const { code, message } = rebuildError(thrown);
      if (code === 'aborted') return;
      this.error = { code, message };
      this.dispatchEvent(new Event('error'));
    }
  }

  /** Another run is begun, or the element is gone: what is still to be written is, then the worker ends. */
  end(): void {
    this.ending = true;
    if (this.error) this.stop();
    this.look();
  }

  private stop(): void {
    this.listening.abort();
    this.client.dispose();
  }

  /** @returns whether these were the last */
  private async sendFrames(): Promise<boolean> {
    const { trace } = this;
    while (this.sent < trace.frames.length) {
      const frame = trace.frames[this.sent];
      if (!frame) break;
      const choice = 'view' in frame ? this.newChoice(frame) : undefined;
      await this.client.append(frame, choice);
      this.sent += 1;
    }
    return trace.closed && this.sent === trace.frames.length;
  }

  /** Of the last frame, or of any: they come when no more frames do. */
  private async sendFindings(): Promise<void> {
    const { run } = this;
    // What is there by now may be of another run.
    if (run.trace !== this.trace) return;
    if ('quality' in run && run.quality && run.quality !== this.toldQuality) {
      this.toldQuality = run.quality;
      await this.client.measured(run.quality);
    }
    if (!('tests' in run)) return;
    for (const [epoch, test] of run.tests) {
      if (this.toldTests.has(epoch)) continue;
      this.toldTests.add(epoch);
      await this.client.tested(test);
    }
  }

  /** What a frame is of, where no frame before it was. */
  private newChoice({ view }: CnnFrame): KeptChoice | undefined {
    const { run } = this;
    const id = view.watchedId;
    if (this.toldChoices.has(id) || !('watched' in run)) return undefined;
    const { watched, layers } = run;
    const current = watched?.id === id && layers ? { image: watched, layers } : undefined;
    const choice = run.choices?.get(id) ?? current;
    if (!choice) return undefined;
    this.toldChoices.add(id);
    const { image, label, index, title } = choice.image;
    return { id, image, label, index, title, ...choice.layers };
  }

  private readonly look = (): void => {
    this.isNews = true;
    this.wake?.();
  };

  private async news(): Promise<void> {
    if (!this.isNews) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
    this.isNews = false;
  }
}
