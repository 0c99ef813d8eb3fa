import { takeAddressParameters } from './address.ts';
import type { AddressedFigure } from './state-link.ts';

/**
 * Links that set a figure's parameters, `<a href="?n_neighbors=4#figure" data-tries="figure">`, do so here, without
 * loading the page anew: runs of other figures go on. In a new tab they are links as all others.
 */
export function tieExperiments(
  root: ParentNode,
  figures: readonly AddressedFigure[],
  say: (text: string) => void,
): void {
  for (const link of root.querySelectorAll<HTMLAnchorElement>('a[data-tries]')) {
    const tried = figures.find(({ figure }) => figure.id === link.dataset['tries']);
    link.addEventListener('click', (event) => {
      if (!tried || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      takeAddressParameters(tried.figure, link.search, tried.prefix);
      tried.figure.scrollIntoView();
      say(`Set: ${link.textContent.trim()}. Start the run to see it.`);
    });
  }
}
