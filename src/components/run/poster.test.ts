import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UhCnn } from '../cnn/cnn.ts';
import { ScriptedCnnRun } from '../cnn/scripted-run.ts';
import { ScriptedRun } from '../umap/scripted-run.ts';
import { UhUmap } from '../umap/umap.ts';

/** One red pixel. */
const PICTURE =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==';
const BROKEN = 'data:image/png;base64,AAAA';

let host: UhUmap | UhCnn;
let run: ScriptedRun | ScriptedCnnRun;

async function show(tag: 'uh-umap' | 'uh-cnn', inner = ''): Promise<void> {
  const made = tag === 'uh-umap' ? new UhUmap() : new UhCnn();
  const scripted = tag === 'uh-umap' ? new ScriptedRun() : new ScriptedCnnRun();
  Object.assign(made, { createRun: () => scripted });
  [host, run] = [made, scripted];
  host.innerHTML = inner;
  document.body.append(host);
  await host.updateComplete;
}

const poster = () => host.renderRoot.querySelector<HTMLImageElement>('img.poster');
const isDrawn = (element: Element | null | undefined): boolean =>
  element?.checkVisibility() === true && element.getBoundingClientRect().width > 0;
const isOwnDrawn = (): boolean => isDrawn(host.renderRoot.querySelector('.picture svg'));

beforeEach(() => {
  document.documentElement.lang = 'en';
});

afterEach(() => {
  host.remove();
});

describe.each(['uh-umap', 'uh-cnn'] as const)('a poster of <%s>', (tag) => {
  it('is there in place of the element’s own picture, with its text', async () => {
    await show(tag);
    expect(isOwnDrawn()).toBe(true);
    host.poster = PICTURE;
    host.setAttribute('poster-alt', 'A map in ten colours');
    await host.updateComplete;
    expect(host.posterAlt).toBe('A map in ten colours');
    expect(poster()?.alt).toBe('A map in ten colours');
    await expect.poll(() => poster()?.complete).toBe(true);
    expect([isDrawn(poster()), isOwnDrawn()]).toEqual([true, false]);
    const { violations } = await axe.run(host);
    expect(violations).toEqual([]);
  });

  it('that cannot be had leaves the element’s own picture in its place, until there is another one', async () => {
    await show(tag);
    host.poster = BROKEN;
    await expect.poll(isOwnDrawn).toBe(true);
    expect(isDrawn(poster())).toBe(false);
    host.poster = PICTURE;
    await expect.poll(() => isDrawn(poster())).toBe(true);
    expect(isOwnDrawn()).toBe(false);
  });

  it('may be slotted, and what is slotted comes first', async () => {
    await show(tag, `<img slot="poster" src="${PICTURE}" alt="Slotted" />`);
    host.poster = PICTURE;
    await host.updateComplete;
    expect(isDrawn(host.querySelector('[slot=poster]'))).toBe(true);
    expect([isDrawn(poster()), isOwnDrawn()]).toEqual([false, false]);
  });

  it('stays until the first frame is there', async () => {
    await show(tag, `<img slot="poster" src="${PICTURE}" alt="Slotted" />`);
    void host.start();
    await expect.poll(() => host.state).toBe('loading');
    await host.updateComplete;
    expect(isDrawn(host.querySelector('[slot=poster]'))).toBe(true);
    await expect.poll(() => run.started.length).toBe(1);
    run.prepare();
    await host.updateComplete;
    expect(host.state).toBe('preparing');
    expect(isDrawn(host.querySelector('[slot=poster]'))).toBe(true);
    run.record(1);
    await host.updateComplete;
    expect(isDrawn(host.querySelector('[slot=poster]'))).toBe(false);
  });

  it('of a recording is there before the code that plays it', async () => {
    await show(tag);
    host.poster = PICTURE;
    host.src = './recording/';
    await host.updateComplete;
    expect(host.film).toBeUndefined();
    expect(poster()?.getAttribute('src')).toBe(PICTURE);
    await expect.poll(() => host.film).toBeDefined();
    await host.updateComplete;
    expect(host.renderRoot.querySelector('.idle h2')?.textContent).toBe('A recorded run');
    expect(poster()?.getAttribute('src')).toBe(PICTURE);
  });
});
