import type { Progress, RunState } from '../../runs/run.ts';
import { count, size } from './words.ts';

/** A part of a run, as its progress bar shows it: one or more stages of the workers. */
export interface Part {
  readonly name: string;
  readonly stages: readonly string[];
}

/** A kind of run's stages, in the words of its figures. */
export interface StageWords {
  /** What is done in a stage, as a person would say it. */
  readonly names: Readonly<Record<string, string>>;
  readonly parts: readonly Part[];
  /** First and last part that a state can be in. */
  readonly partsOfState: Readonly<Partial<Record<RunState, readonly [number, number]>>>;
  /** Stages counted in epochs: `Learning the layout, epoch 37 of 128`. */
  readonly epochs: readonly string[];
  readonly announced: Readonly<Record<RunState, string>>;
}

/** Getting the images, the same for every kind of run. */
export const IMAGE_STAGES = {
  download: 'Downloading images',
  decode: 'Decoding images',
  draw: 'Drawing images',
} as const;

/** Says how far a run is. */
export class Stages {
  constructor(private readonly words: StageWords) {}

  get parts(): readonly Part[] {
    return this.words.parts;
  }

  name(stage: string): string {
    return this.words.names[stage] ?? stage;
  }

  /** `Finding neighbours 3,210 of 5,000`. */
  text({ stage, done, total, unit }: Progress): string {
    const name = this.name(stage);
    if (this.words.epochs.includes(stage))
      return `${name}, epoch ${count(done)} of ${count(total)}`;
    const amount = unit === 'bytes' ? size : count;
    if (total <= 0) return done > 0 ? `${name}, ${amount(done)}` : name;
    return `${name} ${amount(Math.min(done, total))} of ${amount(total)}`;
  }

  /** How much of each part is done, 0..1 each. */
  shares(state: RunState, progress: Progress | undefined): number[] {
    const { parts } = this;
    if (state === 'done') return parts.map(() => 1);
    const [first] = this.words.partsOfState[state] ?? [0];
    const reported = this.partOf(state, progress);
    const current = reported ?? first;
    const known = progress !== undefined && reported !== undefined && progress.total > 0;
    const share = known ? Math.min(1, progress.done / progress.total) : 0;
    return parts.map((_, part) => (part < current ? 1 : part > current ? 0 : share));
  }

  /** The report, unless it is left over from another state. */
  current(state: RunState, progress: Progress | undefined): Progress | undefined {
    return this.partOf(state, progress) === undefined ? undefined : progress;
  }

  /** What a screen reader hears: once a state or stage, never at every tick. */
  announcement(state: RunState, progress: Progress | undefined): string {
    const current = state === 'preparing' ? this.current(state, progress) : undefined;
    return current ? `${this.name(current.stage)}.` : this.words.announced[state];
  }

  /**
   * The part that a progress report is of; undefined if it is left over from another state. The newest
   * report may be older than the state.
   */
  private partOf(state: RunState, progress: Progress | undefined): number | undefined {
    const [first, last] = this.words.partsOfState[state] ?? [0, -1];
    const part = this.parts.findIndex(
      ({ stages }, at) => at >= first && at <= last && stages.includes(progress?.stage ?? ''),
    );
    return part < 0 ? undefined : part;
  }
}
