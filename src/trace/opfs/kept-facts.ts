import type { KeptFacts } from '../../../workers/contracts/keeper.ts';
import type { Bytes } from '../zarr/store.ts';

/** Written once, with the run. */
export const FACTS_FILE = 'kept.json';
/** Written when somebody gives a run a name: a file of its own, so that nothing is written by two. */
export const NAME_FILE = 'kept-name.json';

/** Undefined where they are not such facts: whoever made that folder, it is no run of ours, or its writing was cut off. */
export function parseFacts(bytes: Bytes | undefined): KeptFacts | undefined {
  const facts = parse(bytes);
  const { id, kind, name, dataset, engine, planned, created } = facts ?? {};
  if (typeof id !== 'string' || (kind !== 'umap' && kind !== 'cnn')) return undefined;
  if (typeof created !== 'string' || Number.isNaN(Date.parse(created))) return undefined;
  return {
    ...{ id, kind, created },
    name: typeof name === 'string' ? name : id,
    dataset: typeof dataset === 'string' ? dataset : '',
    engine: typeof engine === 'string' ? engine : '',
    planned: typeof planned === 'number' ? planned : 0,
  };
}

/** Undefined where nobody gave one. */
export function parseName(bytes: Bytes | undefined): string | undefined {
  const name = parse(bytes)?.['name'];
  return typeof name === 'string' && name !== '' ? name : undefined;
}

function parse(bytes: Bytes | undefined): Partial<Record<string, unknown>> | undefined {
  if (!bytes) return undefined;
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined; // cut off in the middle
  }
}
