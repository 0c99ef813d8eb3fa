import { readAttributes } from './read-attributes.ts';
import type { ReadableStore, ReadOptions } from './store.ts';

/**
 * The attributes of a trace that may be growing: as `readAttributes`, but where its writer is gone before it was finished, what
 * there is of it is all that there will be, and it counts as closed.
 */
export async function readAsItIs(store: ReadableStore, options: ReadOptions) {
  // Asked first: whatever was written before the writer went is read after it.
  const isAbandoned = (await store.abandoned?.()) ?? false;
  const read = await readAttributes(store, options);
  const { attributes } = read;
  if (attributes.closed || !isAbandoned) return read;
  return {
    ...read,
    attributes: { ...attributes, closed: true, expectedFrames: attributes.frames },
  };
}
