import { afterPicture } from './after-picture.ts';
import type { TraceAttributes } from './attributes.ts';
import type { LoadedTrace } from './loaded-trace.ts';
import type { OpenOptions } from './open-trace.ts';
import { readAsItIs } from './read-as-it-is.ts';
import { Slices } from './slices.ts';
import type { ReadableStore, ReadOptions } from './store.ts';
import { TraceError } from './trace-error.ts';

/** What reads the frames of one kind of trace. */
export interface FrameReader<Frame, Attributes extends TraceAttributes> {
  readonly framesPerChunk: number;
  frames(
    attributes: Attributes,
    first: number,
    end: number,
    options: ReadOptions,
  ): Promise<Frame[]>;
  previews?(attributes: Attributes, options: ReadOptions): Promise<Frame[] | undefined>;
}

/** Chunks on their way at a time: enough to keep a connection busy, few enough to hold in memory twice. */
const AT_ONCE = 2;
/** Shortest and longest time between two looks for new frames, ms. */
const POLL_MS = 2000;
const LONGEST_POLL_MS = 60_000;
/** Each look that found nothing makes the next wait longer. */
const BACK_OFF = 1.5;
/** Looks in a row that may fail before it is given up. */
const MOST_FAILURES = 8;

/** Fills a trace: previews first where there are, then frame after frame, then what is added meanwhile. */
export class FrameLoader<Frame, Attributes extends TraceAttributes> {
  private readonly slices = new Slices();
  /** Once a trace has grown under us, nothing of it is taken from a cache. */
  private fresh: boolean;
  /** Frames that are there as they were recorded. */
  private done = 0;
  private waiting: { readonly first: number; readonly end: number; frames: Promise<Frame[]> }[] =
    [];

  constructor(
    private readonly store: ReadableStore,
    private attributes: Attributes,
    private readonly trace: LoadedTrace<unknown, Frame>,
    private readonly reader: FrameReader<Frame, Attributes>,
    private readonly options: OpenOptions,
  ) {
    this.fresh = !attributes.closed;
  }

  /** The previews, or the first chunk. */
  async first(): Promise<void> {
    if (this.attributes.frames === 0) return;
    // What is seen first comes first, before chunks that are many times as large.
    const previews = await this.reader.previews?.(this.attributes, this.read);
    if (previews) this.trace.put(0, previews);
    else await this.next();
  }

  /** Everything after that. Closes the trace, whatever happens. */
  async rest(): Promise<void> {
    const { follow = true } = this.options;
    try {
      this.ask(); // on their way meanwhile
      await afterPicture();
      for (;;) {
        while (this.done < this.attributes.frames) await this.next();
        if (this.attributes.closed || !follow) return;
        await this.grow();
      }
    } finally {
      this.trace.close();
    }
  }

  private get read(): ReadOptions {
    return { signal: this.options.signal, fresh: this.fresh };
  }

  /** Has the next chunks sent. */
  private ask(): void {
    const { framesPerChunk } = this.reader;
    while (this.waiting.length < AT_ONCE) {
      const first = this.waiting.at(-1)?.end ?? this.done;
      if (first >= this.attributes.frames) return;
      const chunkEnd = (Math.floor(first / framesPerChunk) + 1) * framesPerChunk;
      const end = Math.min(this.attributes.frames, chunkEnd);
      const frames = this.reader.frames(this.attributes, first, end, this.read);
      frames.catch(() => undefined); // awaited in its turn
      this.waiting.push({ first, end, frames });
    }
  }

  private async next(): Promise<void> {
    this.ask();
    const chunk = this.waiting[0];
    if (!chunk) return;
    this.trace.put(chunk.first, await chunk.frames);
    this.waiting.shift();
    this.done = chunk.end;
    const { frames: total } = this.attributes;
    this.options.onProgress?.({ stage: 'load', done: this.done, total, unit: 'frames' });
    await this.slices.breathe();
  }

  /** Resolves when there are more frames, or no more to come. */
  private async grow(): Promise<void> {
    const { signal, pollMs = POLL_MS } = this.options;
    let failures = 0;
    for (let wait = pollMs; ; wait = Math.min(wait * BACK_OFF, LONGEST_POLL_MS)) {
      await sleep(wait, signal);
      let now: TraceAttributes;
      try {
        now = (await readAsItIs(this.store, { signal, fresh: true })).attributes;
        failures = 0;
      } catch (error) {
        signal?.throwIfAborted();
        const passing =
          error instanceof TraceError && (error.code === 'network' || error.code === 'http-status');
        if (!passing || ++failures >= MOST_FAILURES) throw error;
        continue;
      }
      if (now.kind !== this.attributes.kind || now.frames < this.attributes.frames) {
        throw new TraceError(
          'out-of-order',
          `Another recording has taken the place of ${this.store.name} while it was being followed.`,
        );
      }
      const news = now.frames > this.attributes.frames || now.closed;
      this.attributes = now as Attributes;
      if (!news) continue;
      this.options.onAttributes?.(now);
      return;
    }
  }
}

function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    if (signal?.aborted) stop();
    else signal?.addEventListener('abort', stop, { once: true });
  });
}
