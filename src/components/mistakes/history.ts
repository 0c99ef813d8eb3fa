/** What a network of any kept epoch makes of an image: `<uh-cnn>` offers it. */
export interface HistorySource {
  predict(images: Uint8Array<ArrayBuffer>, epoch: number): Promise<Float32Array<ArrayBuffer>>;
  keptEpochs(): Promise<readonly number[]>;
}

/**
 * The probabilities of one image after every epoch whose weights are kept, asked for one epoch at a time, so that a run that
 * goes on is hardly held up. Events: `change` (one more epoch, the end, or an error).
 */
export class History extends EventTarget {
  /** By epoch: one a class. */
  readonly probabilities = new Map<number, Float32Array>();
  error = '';
  private isAsking = false;
  /** Frames of the run when it was last asked. */
  private frames = 0;
  private isStopped = false;

  constructor(
    private readonly source: HistorySource,
    private readonly image: Uint8Array<ArrayBuffer>,
  ) {
    super();
  }

  get asking(): boolean {
    return this.isAsking;
  }

  /** Epochs that are known, in their order. */
  get epochs(): number[] {
    return [...this.probabilities.keys()].sort((a, b) => a - b);
  }

  /**
   * Asks for what is missing, where the run has got more `frames` since it was last asked. Resolves when all is there, or
   * stopped.
   */
  async extend(frames: number): Promise<void> {
    if (this.isAsking || this.isStopped || frames === this.frames) return;
    this.isAsking = true;
    this.frames = frames;
    this.error = '';
    try {
      const kept = await this.source.keptEpochs();
      for (const epoch of coarseToFine(kept)) {
        if (this.over()) return;
        if (this.probabilities.has(epoch)) continue;
        const probabilities = await this.source.predict(this.image.slice(), epoch);
        if (this.over()) return;
        this.probabilities.set(epoch, probabilities);
        this.dispatchEvent(new Event('change'));
      }
    } catch (thrown) {
      this.error = thrown instanceof Error ? thrown.message : String(thrown);
    } finally {
      this.isAsking = false;
      if (!this.over()) this.dispatchEvent(new Event('change'));
    }
  }

  /** Nothing more is asked for. May be called twice. */
  stop(): void {
    this.isStopped = true;
  }

  /** As it is after waiting, which the compiler does not know of. */
  private over(): boolean {
    return this.isStopped;
  }
}

/** First and last, then what lies in the middle of each gap: the whole curve is there soon, and then gets finer. */
export function coarseToFine(epochs: readonly number[]): number[] {
  const [last] = epochs.slice(-1);
  if (last === undefined) return [];
  const order = new Set([epochs[0] ?? last, last]);
  for (let step = epochs.length; step > 1; step = Math.ceil(step / 2)) {
    const half = Math.ceil(step / 2);
    for (let at = half; at < epochs.length; at += half) order.add(epochs[at] ?? last);
  }
  for (const epoch of epochs) order.add(epoch);
  return [...order];
}
