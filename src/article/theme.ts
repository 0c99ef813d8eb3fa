/** Where the choice is kept; index.html reads it before the first paint. */
const KEY = 'underhood-theme';

type Theme = 'light' | 'dark';

/** Makes the button switch between light and dark. Until it is pressed, the system's theme holds. */
export function offerThemes(button: HTMLButtonElement, root: HTMLElement): void {
  const system = matchMedia('(prefers-color-scheme: dark)');
  const current = (): Theme => {
    const chosen = root.dataset['theme'];
    if (chosen === 'light' || chosen === 'dark') return chosen;
    return system.matches ? 'dark' : 'light';
  };
  const show = (): void => {
    button.textContent = current() === 'dark' ? 'Light theme' : 'Dark theme';
  };
  button.addEventListener('click', () => {
    const theme = current() === 'dark' ? 'light' : 'dark';
    root.dataset['theme'] = theme;
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      // Without storage the choice lasts as long as the page.
    }
    show();
  });
  system.addEventListener('change', show);
  show();
  button.hidden = false;
}
