import type { Bytes } from './store.ts';

/** A list of numbers over several lines. Within a JSON string a line break is escaped, so that none is touched. */
const NUMBERS = /\[\n\s+(-?[\d.e+-]+(?:,\n\s+-?[\d.e+-]+)*)\n\s*\]/g;

/** Indented, since people open these files; lists of numbers stay on a line. */
export function jsonBytes(value: unknown): Bytes {
  const text = JSON.stringify(value, undefined, 1).replace(
    NUMBERS,
    (_, numbers: string) => `[${numbers.replace(/\n\s+/g, ' ')}]`,
  );
  return new TextEncoder().encode(`${text}\n`);
}
