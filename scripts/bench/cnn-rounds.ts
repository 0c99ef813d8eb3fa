import type { CnnReport, CnnStepResult, CnnWholeResult } from './cnn-result.ts';
import { medianBy } from './numbers.ts';

export interface Rounds {
  readonly engines: readonly string[];
  /** The article's whole schedule; else steps of one size. */
  readonly whole: boolean;
  readonly batches: readonly number[];
  readonly seeds: readonly number[];
  readonly runs: number;
}

/** Measures one engine; undefined where a peer is missing. */
export interface Measures {
  readonly steps: (engine: string, batch: number) => Promise<CnnStepResult | undefined>;
  readonly whole: (engine: string, seed: number) => Promise<CnnWholeResult | undefined>;
}

type Scheduled = Pick<CnnReport & { schedule: 'fixed' }, 'schedule' | 'results'>;
type ScheduledWhole = Pick<CnnReport & { schedule: 'article' }, 'schedule' | 'results'>;

/**
 * Every engine for each batch size, or seed. Engines take turns within each round, so that a noisy minute hits all of them
 * alike. What is missing is left out.
 */
export async function measureRounds(
  rounds: Rounds,
  measures: Measures,
  progress: (sentence: string) => void,
): Promise<Scheduled | ScheduledWhole> {
  const { whole, batches, seeds } = rounds;
  if (whole) {
    const subject = (seed: number): string => `the whole schedule, seed ${seed}`;
    const all = await inTurn(rounds, seeds, measures.whole, subject, progress);
    const results = all.map((own) => ({
      ...medianBy(own, ({ seconds }) => seconds),
      allSeconds: own.map(({ seconds }) => seconds),
    }));
    return { schedule: 'article', results };
  }
  const subject = (batch: number): string => `batches of ${batch}`;
  const all = await inTurn(rounds, batches, measures.steps, subject, progress);
  const results = all.map((own) => ({
    ...medianBy(own, ({ stepMs }) => stepMs),
    stepsMs: own.map(({ stepMs }) => stepMs),
  }));
  return { schedule: 'fixed', results };
}

async function inTurn<Result>(
  { engines, runs }: Rounds,
  list: readonly number[],
  measure: (engine: string, what: number) => Promise<Result | undefined>,
  subject: (what: number) => string,
  progress: (sentence: string) => void,
): Promise<Result[][]> {
  const all: Result[][] = [];
  for (const what of list) {
    const byEngine = engines.map((): Result[] => []);
    for (let run = 0; run < runs; run++) {
      for (const [i, engine] of engines.entries()) {
        progress(`${engine}, ${subject(what)}, run ${run + 1} of ${runs} …`);
        const result = await measure(engine, what);
        if (result) byEngine[i]?.push(result);
      }
    }
    all.push(...byEngine.filter((own) => own.length > 0));
  }
  return all;
}
