import { WorkerError } from './errors.ts';

/** An engine, and why this one: a sentence for the visitor. */
export interface SelectedEngine<Engine> {
  readonly engine: Engine;
  readonly reason: string;
}

/** A rung of a ladder of engines. */
export interface Rung<Engine> {
  readonly name: string;
  /** What the visitor should know when it runs, a sentence. */
  readonly warning?: string;
  /** Why it cannot run here, or undefined if it can. Probed when its turn comes. `asked`: a name, or `auto`. */
  unavailable(asked: string): Promise<string | undefined>;
  /** Loads its code, only now, and makes a new engine. */
  create(): Promise<Engine>;
}

/**
 * Yields engines in the order in which to try them: the one asked for, or with `auto` the fastest that
 * works here, then the rungs below it. Each comes with the reasons why those before it do not run; the
 * caller passes to `next` why an engine failed.
 *
 * @throws WorkerError `unknown-engine`
 */
export async function* descend<Engine>(
  asked: string,
  ladder: readonly Rung<Engine>[],
): AsyncGenerator<SelectedEngine<Engine>, void, string | undefined> {
  const first = asked === 'auto' ? 0 : ladder.findIndex(({ name }) => name === asked);
  if (first < 0) {
    const names = ['auto', ...ladder.map(({ name }) => name)];
    throw new WorkerError(
      'unknown-engine',
      `There is no engine «${asked}». Choose one of ${names.join(', ')}.`,
      { engine: asked },
    );
  }
  const obstacles: string[] = [];
  for (const rung of ladder.slice(first)) {
    const obstacle = await rung.unavailable(asked);
    if (obstacle !== undefined) {
      obstacles.push(obstacle);
      continue;
    }
    const failure = yield {
      engine: await rung.create(),
      reason: [explain(asked, rung.name, obstacles), ...(rung.warning ? [rung.warning] : [])].join(
        ' ',
      ),
    };
    obstacles.push(failure ?? `${rung.name} failed`);
  }
}

function explain(asked: string, name: string, obstacles: readonly string[]): string {
  if (asked === name) return `${name} was asked for.`;
  const why = obstacles.length > 0 ? ` (${obstacles.join('; ')})` : '';
  return asked === 'auto'
    ? `${name} is the fastest engine that works here${why}.`
    : `${name} runs in place of ${asked}${why}.`;
}

/** Failures of an engine after which the next rung may do better. */
const TRY_NEXT = ['engine-unavailable', 'device-lost'];

/**
 * The first engine for which `attempt` succeeds. Engines that fail are disposed of.
 * @throws what `attempt` threw, unless the next rung may do better; `engine-unavailable` when there is none
 */
export async function firstThatWorks<Engine extends { dispose(): void }, Result>(
  engines: AsyncGenerator<SelectedEngine<Engine>, void, string | undefined>,
  attempt: (engine: Engine) => Promise<Result>,
): Promise<SelectedEngine<Engine> & { readonly result: Result }> {
  let last: WorkerError | undefined;
  for (let turn = await engines.next(); !turn.done;) {
    const { engine, reason } = turn.value;
    try {
      return { engine, reason, result: await attempt(engine) };
    } catch (thrown) {
      engine.dispose();
      if (!(thrown instanceof WorkerError) || !TRY_NEXT.includes(thrown.code)) throw thrown;
      last = thrown;
      turn = await engines.next(thrown.message);
    }
  }
  throw last ?? new WorkerError('engine-unavailable', 'No engine runs on this device.');
}
