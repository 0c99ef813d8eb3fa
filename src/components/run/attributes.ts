/** Converts a text attribute: without it, `fallback`. */
export function textAttribute(fallback: string): { fromAttribute(value: string | null): string } {
  return { fromAttribute: (value) => value ?? fallback };
}

/** Converts a number attribute. What is no number becomes NaN: the run says what is wrong with it. */
export function numberAttribute(fallback: number): {
  fromAttribute(value: string | null): number;
  toAttribute(value: number): string;
} {
  return {
    fromAttribute: (value) => (value === null ? fallback : parseNumber(value)),
    toAttribute: String,
  };
}

/** Like `numberAttribute`, for a number that may be left to somebody else: undefined without the attribute. */
export const optionalNumberAttribute = {
  fromAttribute: (value: string | null): number | undefined =>
    value === null ? undefined : parseNumber(value),
  toAttribute: String,
};

/** `Number('')` is 0, which nobody means. */
function parseNumber(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}

/**
 * Makes `element.dataset` stand for the attribute `dataset`, which elsewhere is the map of `data-*` attributes and has a
 * type of its own; the typed property is `datasetName`.
 */
export function aliasDataset(prototype: { datasetName: string }): void {
  Object.defineProperty(prototype, 'dataset', {
    configurable: true,
    get(this: { datasetName: string }) {
      return this.datasetName;
    },
    set(this: { datasetName: string }, name: unknown) {
      this.datasetName = String(name);
    },
  });
}
