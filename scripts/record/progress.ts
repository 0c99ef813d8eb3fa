import type { Progress } from '../../workers/contracts/control.ts';
import { count, duration } from '../../src/components/run/words.ts';
import type { StatusLine } from '../datasets/status-line.ts';

/** Tells a person at a terminal how far a recording is: a line that changes, and one that stays for each stage. */
export class Telling {
  private stage: { name: string; begun: number; last: Progress } | undefined;

  constructor(private readonly status: StatusLine) {}

  /** A sentence that stays. */
  line(text: string): void {
    this.status.line(text);
  }

  /** A stage's progress. `label`: what it is called where its own name says too little. */
  readonly report = (progress: Progress, label = progress.stage): void => {
    const now = performance.now();
    if (this.stage?.name !== label) {
      this.endStage();
      this.stage = { name: label, begun: now, last: progress };
    }
    this.stage.last = progress;
    this.status.update(`${label}: ${amountOf(progress)}`);
  };

  /** The next stage begins, or something else. */
  endStage(): void {
    if (!this.stage) return;
    const { name, begun, last } = this.stage;
    this.stage = undefined;
    if (last.total <= 1) return; // nothing was counted
    this.line(`${name}: ${count(last.total)} ${last.unit}, ${duration(performance.now() - begun)}`);
  }

  /** Progress among epochs. `remainingMs`: undefined while it is not known. */
  epoch(
    done: number,
    total: number,
    within: Progress | undefined,
    remainingMs: number | undefined,
  ): void {
    const part = within
      ? `, ${within.stage === 'epoch' ? '' : 'validating '}${amountOf(within)}`
      : '';
    const left = remainingMs === undefined ? '' : ` – ${duration(remainingMs)} left`;
    this.status.update(`epoch ${count(done)} of ${count(total)}${part}${left}`);
  }
}

function amountOf({ done, total, unit }: Progress): string {
  return total > 0 ? `${count(done)} of ${count(total)} ${unit}` : `${count(done)} ${unit}`;
}

/** Estimates the time that is left from that of the work that was done. */
export class Estimate {
  private readonly begun = performance.now();

  /** @param whole work from now on, in any unit */
  constructor(private readonly whole: number) {}

  /** ms; undefined before anything was done. @param done of the work */
  left(done: number): number | undefined {
    if (done <= 0) return undefined;
    return ((performance.now() - this.begun) * Math.max(0, this.whole - done)) / done;
  }
}
