/** How long a button says that it has copied, ms. */
const SAID_TIME = 2000;

/** Where a button's outcome is said aloud. */
export type Say = (text: string) => void;

/**
 * Makes a button copy a text and say so, for a moment in its own place. Where the clipboard is out of reach, the text is
 * offered in a prompt to be copied by hand.
 */
export function copies(button: HTMLButtonElement, text: () => string, say: Say): void {
  const label = button.textContent;
  let timer: ReturnType<typeof setTimeout> | undefined;
  button.addEventListener('click', () => {
    void copy(text()).then((isCopied) => {
      if (!isCopied) return;
      button.textContent = 'Copied';
      say('Copied.');
      clearTimeout(timer);
      timer = setTimeout(() => {
        button.textContent = label;
      }, SAID_TIME);
    });
  });
  button.hidden = false;
}

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    prompt('Copy this by hand:', text);
    return false;
  }
}

/** Gives each chapter's title a link to itself, to be copied. */
export function anchorTitles(root: ParentNode): void {
  for (const title of root.querySelectorAll('section[id] > h2')) {
    const id = title.parentElement?.id ?? '';
    const link = document.createElement('a');
    link.className = 'anchor';
    link.href = `#${id}`;
    link.textContent = '#';
    link.ariaLabel = `Link to «${title.textContent.trim()}»`;
    title.append(link);
  }
}
