import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { DatasetInfo } from '../../../workers/contracts/dataset.ts';
import type { DataAccess, SharedDataset } from '../../runs/data-access.ts';
import type { ErrorData, Progress } from '../../runs/run.ts';
import { type DataFields, isSameData, opensInParts, toParams } from './fields.ts';

/** Bytes that are fetched without asking the reader: what a page of pictures has. */
export const FREE_BYTES = 5e6;

/** How long a figure may be out of the document before it lets go of its data, ms: moving it is instant. */
const REMOVAL_DELAY = 250;

export type DataState = 'idle' | 'loading' | 'done' | 'failed';

/** What waits for the reader's word. */
export interface Question {
  /** What it would fetch; undefined where that is not known. */
  readonly bytes: number | undefined;
}

export interface DataHost extends ReactiveControllerHost {
  /** Which images are wanted; undefined while that is not known. */
  readonly fields: DataFields | undefined;
  /** Whether the figure is seen, or is to load unseen. */
  readonly awake: boolean;
  /** Whether to load whatever it costs without asking. */
  readonly eager: boolean;
  getAccess(): DataAccess | Promise<DataAccess>;
}

export interface DataControllerOptions<Result> {
  /** Whether the figure is of all images, not just of the first ones. */
  readonly needsAll: () => boolean;
  /** What the figure shows. All images are loaded where it needs them. */
  readonly compute: (data: SharedDataset) => Promise<Result>;
  /** Called before data of another dataset comes: choices made among the old are void. */
  readonly forget: () => void;
  /** Called after every change. */
  readonly changed: () => void;
}

/** A figure's way to its data: nothing before it is seen, and nothing large before the reader has asked for it. */
export class DataController<Result> implements ReactiveController {
  state: DataState = 'idle';
  question: Question | undefined;
  progress: Progress | undefined;
  error: ErrorData | undefined;
  info: DatasetInfo | undefined;
  result: Result | undefined;
  data: SharedDataset | undefined;
  private current: DataFields | undefined;
  private attempt: AbortController | undefined;
  private unwatch: (() => void) | undefined;
  private removal: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly host: DataHost,
    private readonly options: DataControllerOptions<Result>,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    clearTimeout(this.removal);
  }

  hostDisconnected(): void {
    clearTimeout(this.removal);
    this.removal = setTimeout(() => {
      this.reset();
    }, REMOVAL_DELAY);
  }

  hostUpdate(): void {
    const { fields, awake } = this.host;
    if (!isSameData(fields, this.current)) {
      this.reset();
      this.current = fields;
    }
    if (this.state === 'idle' && !this.question && awake && fields) this.begin(this.host.eager);
  }

  /** The reader's word: loads whatever it takes, or tries again. */
  readonly load = (): void => {
    this.begin(true);
  };

  /** Stops loading, and asks again. */
  readonly cancel = (): void => {
    const bytes = this.data?.toFetch;
    this.attempt?.abort();
    this.enter('idle', { question: { bytes } });
  };

  /** Computes anew what is shown, which stays until then. */
  readonly refresh = (): void => {
    const { data } = this;
    if (this.state !== 'done' || !data || data.closed) {
      this.begin(true);
      return;
    }
    this.attempt?.abort();
    const attempt = new AbortController();
    this.attempt = attempt;
    this.guard(attempt.signal, async () => {
      const result = await this.options.compute(data);
      if (attempt.signal.aborted) return;
      this.result = result;
      this.options.changed();
    });
  };

  private begin(allowed: boolean): void {
    const { current } = this;
    if (!current) return;
    this.attempt?.abort();
    const attempt = new AbortController();
    this.attempt = attempt;
    this.progress = undefined;
    this.enter('loading');
    this.guard(attempt.signal, () => this.run(current, allowed, attempt.signal));
  }

  /** A failure is shown, unless nobody waits any more. */
  private guard(signal: AbortSignal, work: () => Promise<void>): void {
    work().catch(async (thrown: unknown) => {
      if (signal.aborted) return;
      const error = await this.explain(thrown);
      this.letGo();
      this.enter('failed', { error });
    });
  }

  private async run(fields: DataFields, allowed: boolean, signal: AbortSignal): Promise<void> {
    const isOver = (): boolean => signal.aborted;
    const access = await this.host.getAccess();
    if (isOver()) return;
    const call = {
      signal,
      onProgress: (progress: Progress) => {
        this.progress = progress;
        this.options.changed();
      },
    };
    const params = toParams(fields);
    if (!allowed && !opensInParts(fields.dataset) && !access.isShared(params)) {
      this.enter('idle', { question: { bytes: undefined } });
      return;
    }
    if (!this.data || this.data.closed) {
      this.letGo();
      const data = await access.open(params, call);
      if (isOver()) {
        data.close();
        return;
      }
      this.data = data;
      this.info = data.info;
      this.options.changed();
    }
    const { data } = this;
    if (this.options.needsAll()) {
      if (!allowed && !data.wanted && data.toFetch > FREE_BYTES) {
        this.enter('idle', { question: { bytes: data.toFetch } });
        // Another figure may be asked in its place.
        this.unwatch ??= data.watch(this.onWanted);
        return;
      }
      await data.load(call);
    }
    const result = await this.options.compute(data);
    if (isOver()) return;
    this.result = result;
    this.enter('done');
  }

  private async explain(thrown: unknown): Promise<ErrorData> {
    try {
      const { code, message, details } = (await this.host.getAccess()).explain(thrown);
      return { code, message, ...(details ? { details } : {}) };
    } catch {
      return NOT_LOADED;
    }
  }

  private readonly onWanted = (): void => {
    if (this.question && this.data?.wanted) this.begin(true);
  };

  private enter(
    state: DataState,
    { question, error }: { question?: Question; error?: ErrorData } = {},
  ): void {
    this.state = state;
    this.question = question;
    this.error = error;
    this.options.changed();
  }

  private reset(): void {
    this.attempt?.abort();
    this.letGo();
    this.options.forget();
    this.result = undefined;
    this.info = undefined;
    this.current = undefined;
    if (this.state !== 'idle' || this.question) this.enter('idle');
  }

  private letGo(): void {
    this.unwatch?.();
    this.unwatch = undefined;
    this.data?.close();
    this.data = undefined;
  }
}

const NOT_LOADED: ErrorData = {
  code: 'network',
  message: 'The code of this figure could not be loaded. Check the connection, then try again.',
};
