/** Attributes that both kinds of figure have. */
const COMMON = ['dataset', 'points', 'engine', 'seed', 'learning-rate', 'fps'];

/** Attributes that a state of a figure is made of, by its tag: what the page's address may set, and a copied link holds. */
export const ATTRIBUTES: Readonly<Record<string, ReadonlySet<string>>> = {
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

/** What the address may set, too, but is no part of a state. */
const ASKED_ONLY: ReadonlySet<string> = new Set(['autoplay', 'figures']);

/** What may be set of a recording, too. */
const OF_A_RECORDING: ReadonlySet<string> = new Set([
  'autoplay',
  'figures',
  'src',
  'fps',
  'palette',
]);

/**
 * Copies parameters of the page's address, e.g. `?dataset=garments&n_neighbors=30`, to a figure's attributes. Underscores,
 * as in umap-learn's names, are as good as hyphens. Others are left alone. Whoever asks for a run of their own gets
 * no recording of another: `src` and `autoplay` go.
 * @param prefix what this figure's parameters begin with
 */
export function takeAddressParameters(figure: Element, search: string, prefix = ''): void {
  const attributes = ATTRIBUTES[figure.localName];
  for (const [name, value] of new URLSearchParams(search)) {
    if (!name.startsWith(prefix)) continue;
    const attribute = name.slice(prefix.length).replaceAll('_', '-');
    if (attributes?.has(attribute) && !OF_A_RECORDING.has(attribute)) {
      figure.removeAttribute('src');
      figure.removeAttribute('autoplay');
    }
    const isKnown = attributes?.has(attribute) === true || ASKED_ONLY.has(attribute);
    if (isKnown) figure.setAttribute(attribute, value);
  }
}
