import { afterEach, describe, expect, it } from 'vitest';
import { takeAddressParameters } from './address.ts';
import { offerThemes } from './theme.ts';

describe('the page’s address', () => {
  it('sets the figure by the field’s own names, and nothing else', () => {
    const figure = document.createElement('uh-umap');
    takeAddressParameters(
      figure,
      '?dataset=garments&points=2000&n_neighbors=30&min-dist=0.1&onclick=alert(1)&utm_source=x',
    );
    expect(figure.outerHTML).toBe(
      '<uh-umap dataset="garments" points="2000" n-neighbors="30" min-dist="0.1"></uh-umap>',
    );
  });

  it('sets each figure by parameters of its own', () => {
    const search = '?points=500&cnn.points=900&cnn.batch_size=20&cnn.n_neighbors=3';
    const figure = document.createElement('uh-cnn');
    takeAddressParameters(figure, search, 'cnn.');
    expect(figure.outerHTML).toBe('<uh-cnn points="900" batch-size="20"></uh-cnn>');
  });
});

describe('the theme’s button', () => {
  afterEach(() => {
    localStorage.clear();
  });

  it('switches, names the other theme, and remembers', () => {
    const button = document.createElement('button');
    button.hidden = true;
    const root = document.createElement('div');
    root.dataset['theme'] = 'dark';
    offerThemes(button, root);
    expect([button.hidden, button.textContent]).toEqual([false, 'Light theme']);
    button.click();
    expect([root.dataset['theme'], button.textContent]).toEqual(['light', 'Dark theme']);
    expect(localStorage.getItem('underhood-theme')).toBe('light');
  });
});
