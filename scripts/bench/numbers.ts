/** A whole number of the command line. Throws an Error whose message says what is wrong with it. */
export function wholeNumber(name: string, text: string, least: number): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isInteger(value) || value < least) {
    throw new Error(`${name} must be a whole number from ${least} on; it is “${text}”.`);
  }
  return value;
}

/** Several of them, with commas between. */
export function wholeNumbers(name: string, text: string, least: number): number[] {
  return text.split(',').map((part) => wholeNumber(name, part, least));
}

/** The middle one, or the lower of the two middle ones, by a measure. */
export function medianBy<T>(items: readonly T[], measure: (item: T) => number): T {
  const sorted = [...items].sort((a, b) => measure(a) - measure(b));
  const median = sorted[(sorted.length - 1) >> 1];
  if (median === undefined) throw new Error('There is nothing to take the median of.');
  return median;
}
