import { afterEach, describe, expect, it } from 'vitest';
import { offerThemes } from './theme.ts';

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
