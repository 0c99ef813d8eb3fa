import './article/article.css';
import './elements.ts';
import { offerThemes } from './article/theme.ts';
import { takeAddressParameters } from './article/address.ts';

const hero = document.querySelector('uh-umap');
if (hero) takeAddressParameters(hero, location.search);
const network = document.querySelector('uh-cnn');
if (network) takeAddressParameters(network, location.search, 'cnn.');

const themeButton = document.querySelector<HTMLButtonElement>('.theme');
if (themeButton) offerThemes(themeButton, document.documentElement);

// Not in somebody's frame: what is kept and reloaded is theirs to decide.
if (import.meta.env.PROD && window.top === window) {
  addEventListener('load', () => {
    void import('./article/offline/offline.ts').then(({ offerOffline }) => offerOffline(document));
  });
}
