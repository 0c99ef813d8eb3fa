import axe from 'axe-core';
import { afterEach, describe, expect, it } from 'vitest';
import { examples, SEVERAL } from './runs.example.ts';
import { UhWatchRunEvent } from './events/uh-watch-run.ts';
import './runs.ts';
import { ScriptedRegistry } from './scripted-registry.ts';
import type { UhRuns } from './runs.ts';

let element: UhRuns;
let registry: ScriptedRegistry;

async function show(runs = SEVERAL): Promise<void> {
  element = document.createElement('uh-runs');
  registry = new ScriptedRegistry(runs);
  element.registry = registry;
  document.body.append(element);
  await registry.read;
  await element.updateComplete;
}

afterEach(() => {
  document.body.replaceChildren();
});

const text = (selector: string) =>
  element.renderRoot.querySelector(selector)?.textContent.replaceAll(/\s+/g, ' ').trim() ?? '';

function row(at: number): HTMLElement {
  const found = element.renderRoot.querySelectorAll('li')[at];
  if (!found) throw new Error(`There is no row ${at}.`);
  return found;
}

const labels = (at: number) =>
  [...row(at).querySelectorAll('button')].map(({ textContent }) => textContent.trim());

async function press(at: number, label: string): Promise<void> {
  const button = [...row(at).querySelectorAll('button')].find(
    ({ textContent }) => textContent.trim() === label,
  );
  if (!button) throw new Error(`Row ${at} has no button «${label}».`);
  button.click();
  await settle();
}

async function settle(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 20));
  await element.updateComplete;
}

const focused = () => element.shadowRoot?.activeElement;

/** What plays UMAP runs on a page, as far as the list asks. */
function figure(state: string): HTMLElement & { src: string; started: string[] } {
  const started: string[] = [];
  const made = Object.assign(document.createElement('uh-umap'), {
    ...{ state, recordedAt: '', updateComplete: Promise.resolve(true), autoplay: true, started },
    start(this: { readonly src: string }) {
      started.push(this.src);
      return Promise.resolve();
    },
  });
  document.body.append(made);
  return made; // its own class is not loaded here
}

if (!customElements.get('uh-umap')) {
  customElements.define(
    'uh-umap',
    class extends HTMLElement {
      src = '';
    },
  );
}

describe('the list of kept runs', () => {
  it.each(examples.map((example) => [example.name, example] as const))(
    'has nothing that axe objects to: %s',
    async (_, example) => {
      document.body.append(example.render());
      await new Promise((resolve) => setTimeout(resolve, 60));
      const { violations } = await axe.run(document.body, {
        rules: { region: { enabled: false } },
      });
      expect(violations).toEqual([]);
    },
  );

  it('says of each what it is, how far it is and what it takes, and what they take together', async () => {
    await show();
    expect(text('li:nth-child(1) .what b')).toMatch(/^Fashion-MNIST, 60,000 points/);
    expect(text('li:nth-child(1) .what span')).toMatch(
      /^UMAP, 25 Nov 2026, \d\d:\d\d, 61 of 129 frames, 9\.4 MB, still being computed, here or in another tab$/,
    );
    expect(text('li:nth-child(2) .what span')).toMatch(/^CNN, .*, 26 frames, 3\.1 MB$/);
    expect(text('.room')).toBe(
      'The 3 runs take 15 MB. This site, its datasets included, uses 121 MB of the 2.1 GB that the browser gives it. The 10 newest runs are kept; when one more begins, the oldest of the others is deleted, unless you have renamed it. Nothing is uploaded.',
    );
  });

  it('lets nobody delete a run that is being computed', async () => {
    await show();
    expect([labels(0), labels(1)]).toEqual([
      ['Watch', 'Rename'],
      ['Watch', 'Rename', 'Delete'],
    ]);
  });

  it('renames, by keyboard too', async () => {
    await show();
    await press(2, 'Rename');
    const input = focused();
    if (!(input instanceof HTMLInputElement)) throw new Error('The name is not focused.');
    input.value = 'Crumbs';
    input.form?.requestSubmit();
    await settle();
    expect(text('li:nth-child(3) .what b')).toBe('Crumbs');
    expect(text('.outcome')).toBe('Renamed.');
    expect(focused()?.textContent.trim()).toBe('Rename');
    await press(2, 'Rename');
    focused()?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    await settle();
    expect(labels(2)).toEqual(['Watch', 'Rename', 'Delete']);
  });

  it('deletes after asking, and goes on at the next', async () => {
    await show();
    await press(1, 'Delete');
    await press(1, 'Cancel');
    expect(registry.runs).toHaveLength(3);
    await press(1, 'Delete');
    await press(1, 'Delete for good');
    expect(registry.runs.map(({ id }) => id)).toEqual(['a', 'c']);
    expect(text('.outcome')).toBe('Deleted: The one that saw the puppy.');
    expect(row(1).contains(focused() ?? null)).toBe(true);
  });

  it('says why a run was not deleted', async () => {
    await show();
    registry.refusal = new Error('Another tab is writing it.');
    await press(1, 'Delete');
    await press(1, 'Delete for good');
    expect(text('[role=alert]')).toBe('Another tab is writing it.');
    expect(element.renderRoot.querySelectorAll('li')).toHaveLength(3);
  });

  it('follows what other tabs do', async () => {
    await show();
    registry.runs = SEVERAL.slice(0, 1);
    registry.tell();
    await expect
      .poll(() => element.renderRoot.querySelectorAll('li').length, { timeout: 4000 })
      .toBe(1);
  });

  it('plays a run in the first element of its kind', async () => {
    await show();
    const umap = figure('done');
    await press(2, 'Watch');
    expect(umap.started).toEqual(['opfs:c']);
  });

  it('asks before it ends a run that is being computed', async () => {
    await show();
    const umap = figure('running');
    await press(2, 'Watch');
    expect(umap.started).toEqual([]);
    expect(text('.question span')).toMatch(
      /^The run that is being computed in the figure would end/,
    );
    await press(2, 'Watch all the same');
    expect(umap.started).toEqual(['opfs:c']);
  });

  it('leaves the playing to whoever prevents it, and says where nothing can play', async () => {
    await show();
    await press(2, 'Watch');
    expect(text('[role=alert]')).toBe(
      'There is no <uh-umap> on this page that could play this run.',
    );
    const told: UhWatchRunEvent[] = [];
    document.body.addEventListener(
      'uh-watch-run',
      (event) => {
        told.push(event);
        event.preventDefault();
      },
      { once: true },
    );
    await press(2, 'Watch');
    expect(told.map(({ kind, src }) => [kind, src])).toEqual([['umap', 'opfs:c']]);
    expect(text('[role=alert]')).toBe('');
  });
});
