import type { SelectedEngine } from '../../workers/rpc/ladder.ts';

/**
 * A ladder of one rung: a recording is of the engine that was asked for, and no other takes over in its middle.
 * @param create is called once
 */
export function oneEngine<Engine>(
  name: string,
  create: () => Engine | Promise<Engine>,
): () => AsyncGenerator<SelectedEngine<Engine>, void, string | undefined> {
  let taken = false;
  return async function* () {
    if (taken) {
      throw new Error(
        `${name} was lost in the middle of the run. What was recorded stays, and the same command goes on.`,
      );
    }
    taken = true;
    yield { engine: await create(), reason: `${name} was asked for.` };
  };
}
