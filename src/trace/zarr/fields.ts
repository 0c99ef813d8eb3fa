import { TraceError } from './trace-error.ts';

/** Reads an object out of JSON that anyone may have written. Its methods throw `wrong-format`. */
export class Fields {
  private readonly values: Readonly<Record<string, unknown>>;

  /** @param where for messages: `the attributes of run.zarr` */
  constructor(
    value: unknown,
    private readonly where: string,
  ) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new TraceError('wrong-format', `${where} should be an object.`);
    }
    this.values = { ...value };
  }

  has(name: string): boolean {
    return this.values[name] !== undefined && this.values[name] !== null;
  }

  number(name: string, fallback?: number): number {
    const value = this.values[name] ?? fallback;
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    return this.refuse(name, 'a number');
  }

  /** Undefined where it is not there. */
  maybeNumber(name: string): number | undefined {
    return this.has(name) ? this.number(name) : undefined;
  }

  /** An integer from `min` on. */
  count(name: string, fallback?: number, min = 0): number {
    const value = this.number(name, fallback);
    return Number.isInteger(value) && value >= min
      ? value
      : this.refuse(name, `a whole number from ${min} on`);
  }

  text(name: string, fallback?: string): string {
    const value = this.values[name] ?? fallback;
    return typeof value === 'string' ? value : this.refuse(name, 'a text');
  }

  maybeText(name: string): string | undefined {
    return this.has(name) ? this.text(name) : undefined;
  }

  /** One of these texts. */
  oneOf<Choice extends string>(
    name: string,
    choices: readonly Choice[],
    fallback?: Choice,
  ): Choice {
    const value = this.values[name] ?? fallback;
    const found = choices.find((choice) => choice === value);
    return found ?? this.refuse(name, `one of ${choices.join(', ')}`);
  }

  flag(name: string, fallback: boolean): boolean {
    const value = this.values[name] ?? fallback;
    return typeof value === 'boolean' ? value : this.refuse(name, 'true or false');
  }

  /** Of an object that may be missing, an empty one. */
  object(name: string): Fields {
    return new Fields(this.values[name] ?? {}, `“${name}” in ${this.where}`);
  }

  maybeObject(name: string): Fields | undefined {
    return this.has(name) ? this.object(name) : undefined;
  }

  list<Entry>(name: string, read: (entry: unknown, where: string) => Entry): readonly Entry[] {
    const value = this.values[name] ?? [];
    if (!Array.isArray(value)) return this.refuse(name, 'a list');
    return value.map((entry: unknown, i) => read(entry, `“${name}”, entry ${i}, in ${this.where}`));
  }

  objects<Entry>(name: string, read: (entry: Fields) => Entry): readonly Entry[] {
    return this.list(name, (entry, where) => read(new Fields(entry, where)));
  }

  numbers(name: string): readonly number[] {
    return this.list(name, (entry, where) => {
      if (typeof entry === 'number' && Number.isFinite(entry)) return entry;
      throw new TraceError('wrong-format', `${where} should be a number.`);
    });
  }

  texts(name: string): readonly string[] {
    return this.list(name, (entry, where) => {
      if (typeof entry === 'string') return entry;
      throw new TraceError('wrong-format', `${where} should be a text.`);
    });
  }

  /** Everything else that is in it, unread. */
  raw(name: string): unknown {
    return this.values[name];
  }

  refuse(name: string, expected: string): never {
    const value = this.values[name];
    const found = value === undefined ? 'is missing' : `is ${shorten(JSON.stringify(value))}`;
    throw new TraceError('wrong-format', `“${name}” in ${this.where} ${found}, not ${expected}.`, {
      parameter: name,
    });
  }
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
