/** A whole number of the command line. Throws an Error whose message says what is wrong with it. */
export function wholeNumber(name: string, text: string, least: number): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isInteger(value) || value < least) {
    throw new Error(`${name} must be a whole number from ${least} on; it is “${text}”.`);
  }
  return value;
}
