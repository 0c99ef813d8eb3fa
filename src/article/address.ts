/**
 * Parameters of the page's address that set the first figure, and its attributes. Underscores, as in
 * umap-learn's names, are as good as hyphens.
 */
const ATTRIBUTES: ReadonlySet<string> = new Set([
  'dataset',
  'split',
  'points',
  'engine',
  'seed',
  'n-neighbors',
  'min-dist',
  'spread',
  'n-epochs',
  'learning-rate',
  'negative-sample-rate',
  'init',
  'metric',
  'n-components',
  'palette',
  'fps',
  'autoplay',
]);

/** Copies `search`, e.g. `?dataset=garments&n_neighbors=30`, to the figure. Others are left alone. */
export function takeAddressParameters(figure: Element, search: string): void {
  for (const [name, value] of new URLSearchParams(search)) {
    const attribute = name.replaceAll('_', '-');
    if (ATTRIBUTES.has(attribute)) figure.setAttribute(attribute, value);
  }
}
