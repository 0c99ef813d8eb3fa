/** Attributes that both kinds of figure have. */
const COMMON = ['dataset', 'points', 'engine', 'seed', 'learning-rate', 'fps', 'autoplay'];

/** Attributes that the page's address may set, by the figure's tag. */
const ATTRIBUTES: Readonly<Record<string, ReadonlySet<string>>> = {
  'uh-umap': new Set([
    ...COMMON,
    'split',
    'n-neighbors',
    'min-dist',
    'spread',
    'n-epochs',
    'negative-sample-rate',
    'init',
    'metric',
    'n-components',
    'palette',
  ]),
  'uh-cnn': new Set([
    ...COMMON,
    'epochs',
    'schedule',
    'steps-per-epoch',
    'batch-size',
    'dropout',
    'image',
  ]),
};

/**
 * Copies parameters of the page's address, e.g. `?dataset=garments&n_neighbors=30`, to a figure's attributes. Underscores,
 * as in umap-learn's names, are as good as hyphens. Others are left alone.
 * @param prefix what this figure's parameters begin with: `cnn.` for `?cnn.epochs=6`
 */
export function takeAddressParameters(figure: Element, search: string, prefix = ''): void {
  const attributes = ATTRIBUTES[figure.localName];
  for (const [name, value] of new URLSearchParams(search)) {
    if (!name.startsWith(prefix)) continue;
    const attribute = name.slice(prefix.length).replaceAll('_', '-');
    if (attributes?.has(attribute)) figure.setAttribute(attribute, value);
  }
}
