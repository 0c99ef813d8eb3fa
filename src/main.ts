import './article/article.css';
// The first figure is on the first screen.
import './components/umap/umap.ts';
import { loadElement } from './elements.ts';
import { takeAddressParameters } from './article/address.ts';
import type { PageFigure, RunFigure } from './article/run-figures.ts';

/** What the address's parameters of each figure begin with, by its id. */
const PREFIXES = { figure: '', network: 'cnn.' } as const;

const { search } = location;
const figures: PageFigure[] = [];
for (const [id, prefix] of Object.entries(PREFIXES)) {
  const figure = document.querySelector<RunFigure>(`#${id}`);
  if (!figure) continue;
  figures.push({ figure, prefix });
  takeAddressParameters(figure, search, prefix);
}
// Who opens a link about the network is about to see it; if this fails, it is tried again on sight.
if (search.includes(PREFIXES.network)) loadElement('uh-cnn').catch(() => undefined);

void import('./article/wire.ts').then(({ wireArticle }) => {
  wireArticle(figures);
});

// Not in somebody's frame: what is kept and reloaded is theirs to decide.
if (import.meta.env.PROD && window.top === window) {
  addEventListener('load', () => {
    void import('./article/offline/offline.ts').then(({ offerOffline }) => offerOffline(document));
  });
}
