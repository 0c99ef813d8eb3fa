import type { TrainingState } from '../../workers/contracts/cnn.ts';
import type { RecordingFolder } from './recording-folder.ts';

/** Beside the trace's own files while it is not finished; no reader of traces looks at it. */
export const UNFINISHED_FILE = '.recording';

/** All that decides what a recording holds, flat, so that two can be compared name by name. */
export type Recipe = Readonly<Record<string, string | number | boolean | null>>;

/** A recording that was broken off. */
export interface Unfinished {
  readonly recipe: Recipe;
  /** Of a network, after its last frame. Undefined: it begins anew. */
  readonly state?: TrainingState | undefined;
  /** Of that frame: tells whether this machine computes the same. */
  readonly frameHash?: string | undefined;
}

/** The first line: everything but the floats that follow it. */
interface Header {
  readonly recipe: Recipe;
  readonly frameHash?: string | undefined;
  readonly state?: StateHeader;
}

/** Its floats follow the header. */
type StateHeader = Omit<TrainingState, 'engine'> & {
  readonly steps: number;
  readonly size: number;
};

/** *Borrows* it. A recording is marked as unfinished before it has its first frame. */
export async function saveUnfinished(
  store: RecordingFolder,
  { recipe, state, frameHash }: Unfinished,
): Promise<void> {
  const header: Header = {
    recipe,
    frameHash,
    ...(state ? { state: headOf(state) } : {}),
  };
  const line = new TextEncoder().encode(`${JSON.stringify(header)}\n`);
  const { buffer, byteOffset = 0, byteLength = 0 } = state?.engine.values ?? {};
  const floats = buffer ? new Uint8Array(buffer, byteOffset, byteLength) : new Uint8Array();
  const bytes = new Uint8Array(line.length + floats.length);
  bytes.set(line);
  bytes.set(floats, line.length);
  await store.set(UNFINISHED_FILE, bytes);
}

/** Undefined where there is none. Throws an Error with a sentence where it is damaged. */
export async function loadUnfinished(store: RecordingFolder): Promise<Unfinished | undefined> {
  const bytes = await store.get(UNFINISHED_FILE);
  if (!bytes) return undefined;
  const end = bytes.indexOf(0x0a);
  try {
    const { recipe, frameHash, state } = JSON.parse(
      new TextDecoder().decode(bytes.subarray(0, end)),
    ) as Header;
    if (!state) return { recipe };
    const values = new Float32Array(bytes.slice(end + 1).buffer);
    if (values.length !== state.size) throw new Error(`it has ${values.length} numbers`);
    const { epoch, step, imagesSeen, settings, steps } = state;
    const place = { epoch, step, imagesSeen, settings };
    return { recipe, frameHash, state: { ...place, engine: { steps, values } } };
  } catch (error) {
    throw new Error(
      `The state of the unfinished recording in ${store.name} is damaged (${String(error)}): delete the folder, or name another with --out.`,
      { cause: error },
    );
  }
}

/** The recording is finished. */
export async function forgetUnfinished(store: RecordingFolder): Promise<void> {
  await store.delete(UNFINISHED_FILE);
}

/** What two recipes differ in: `seed 24 there, 7 here`. Empty where they are the same. */
export function differences(there: Recipe, here: Recipe): string {
  const names = [...new Set([...Object.keys(there), ...Object.keys(here)])];
  const say = (value: Recipe[string] | undefined): string => String(value ?? 'none');
  return names
    .filter((name) => (there[name] ?? null) !== (here[name] ?? null))
    .map((name) => `${name} ${say(there[name])} there, ${say(here[name])} here`)
    .join('; ');
}

function headOf({ epoch, step, imagesSeen, settings, engine }: TrainingState): StateHeader {
  const { steps, values } = engine;
  return { epoch, step, imagesSeen, settings, steps, size: values.length };
}
