import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { chapterAt, Contents } from './contents.ts';
import { tieExperiments } from './experiments.ts';
import { anchorTitles, copies } from './links.ts';
import { NETWORK_LAYERS } from './network-layers.ts';
import { tieNotes } from './notes.ts';

let root: HTMLElement;

// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- says what the selector finds, as querySelector does
const find = <T extends HTMLElement = HTMLButtonElement>(selector: string): T => {
  const found = root.querySelector<T>(selector);
  if (!found) throw new Error(`There is no ${selector}.`);
  return found;
};

beforeEach(() => {
  root = document.createElement('div');
  document.body.append(root);
});

afterEach(() => {
  root.remove();
  vi.restoreAllMocks();
});

describe('the table of contents', () => {
  it.each([
    [[500, 900], -1],
    [[390, 900], 0],
    [[-2000, 100, 900], 1],
    [[-3000, -2000, -10], 2],
  ])('with chapters at %j knows which is read', (tops, chapter) => {
    expect(chapterAt(tops, 1000)).toBe(chapter);
  });

  it('marks the chapter that is read, and closes on a choice and on Escape', () => {
    root.innerHTML = `<button hidden>Contents</button>
      <nav><a href="#first">First</a><a href="#second">Second</a></nav>
      <section id="first" style="margin-top: -4000px; height: 3900px"></section>
      <section id="second" style="height: 10px"></section>`;
    const [button, list] = [find('button'), find('nav')];
    const contents = new Contents(list, button);
    expect(contents.chapter).toBe('second');
    expect(find('[aria-current]').textContent).toBe('Second');

    const open = (): string | null => button.getAttribute('aria-expanded');
    button.click();
    expect([open(), list.className]).toEqual(['true', 'open']);
    document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }));
    expect([open(), document.activeElement]).toEqual(['false', button]);
    button.click();
    find('a').click();
    expect(open()).toBe('false');
    location.hash = '';
  });
});

describe('side notes', () => {
  it('open and close by their button, and close on Escape', () => {
    root.innerHTML = `<button class="note-button" aria-expanded="false" aria-controls="a"></button>
      <span id="a"></span>`;
    tieNotes(root);
    const button = find('button');
    const state = (): unknown[] => [button.ariaExpanded, find('span').className];
    button.click();
    expect(state()).toEqual(['true', 'open']);
    button.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }));
    expect(state()).toEqual(['false', '']);
  });
});

describe('links to copy', () => {
  it('say that they are copied', async () => {
    const written: string[] = [];
    vi.spyOn(navigator.clipboard, 'writeText').mockImplementation((text) => {
      written.push(text);
      return Promise.resolve();
    });
    root.innerHTML = '<button hidden>Copy link</button>';
    const said: string[] = [];
    copies(
      find('button'),
      () => 'https://example.org/?frame=3',
      (text) => said.push(text),
    );
    find('button').click();
    await expect.poll(() => find('button').textContent).toBe('Copied');
    expect([written, said]).toEqual([['https://example.org/?frame=3'], ['Copied.']]);
  });

  it('are offered by hand where the clipboard is out of reach', async () => {
    vi.spyOn(navigator.clipboard, 'writeText').mockRejectedValue(new Error('not allowed'));
    const prompt = vi.spyOn(window, 'prompt').mockReturnValue(null);
    root.innerHTML = '<button>Copy link</button>';
    copies(
      find('button'),
      () => 'https://example.org/',
      () => undefined,
    );
    find('button').click();
    await expect.poll(() => prompt.mock.calls.length).toBe(1);
    expect(prompt.mock.calls[0]?.[1]).toBe('https://example.org/');
  });

  it('stand beside each chapter’s title', () => {
    root.innerHTML = '<section id="umap"><h2>A map</h2></section>';
    anchorTitles(root);
    expect(find<HTMLAnchorElement>('h2 a').hash).toBe('#umap');
    expect(find('h2 a').ariaLabel).toBe('Link to «A map»');
  });
});

describe('experiments', () => {
  it('set a figure’s parameters without leaving the page', () => {
    root.innerHTML = `<uh-umap id="map"></uh-umap>
      <a href="?n_neighbors=4#map" data-tries="map">Four neighbours</a>`;
    const said: string[] = [];
    tieExperiments(root, [{ figure: find('#map'), prefix: '' }], (text) => said.push(text));
    const event = new MouseEvent('click', { bubbles: true, cancelable: true });
    find('a').dispatchEvent(event);
    expect(event.defaultPrevented).toBe(true);
    expect(find('#map').getAttribute('n-neighbors')).toBe('4');
    expect(said).toEqual(['Set: Four neighbours. Start the run to see it.']);
  });
});

describe('the network before there is a run', () => {
  it('has the parameters that its layers make', () => {
    const sum = (name: 'parameters' | 'trainable'): number =>
      NETWORK_LAYERS.reduce((total, layer) => total + layer[name], 0);
    expect([sum('parameters'), sum('trainable')]).toEqual([1_094_218, 1_093_706]);
    const [first, second] = [5 * 5 * 3 * 64 + 64, 3 * 3 * 64 * 64 + 64];
    const dense = [8 * 8 * 64 * 256 + 256, 256 * 10 + 10];
    expect(NETWORK_LAYERS.map(({ parameters }) => parameters).filter(Boolean)).toEqual([
      first,
      second,
      dense[0],
      4 * 256,
      dense[1],
    ]);
  });
});
