import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { finder, textOf, violations } from '../cnn/testing.ts';
import { UhClassAverages } from '../class-averages/class-averages.ts';
import { examples as averages } from '../class-averages/class-averages.example.ts';
import { UhClustermap } from '../clustermap/clustermap.ts';
import { examples as maps } from '../clustermap/clustermap.example.ts';
import { examples as samples } from '../samples/samples.example.ts';
import { DataPart } from './data-part.ts';
import { type Script, ScriptedAccess } from './scripted-access.ts';
import { settled, showWith } from './testing.ts';

let element: UhClustermap;
const elements: HTMLElement[] = [];
const inside = finder(() => element);
const text = (): string => textOf(element.renderRoot.querySelector('figure'));

async function show(script: Script = {}): Promise<ScriptedAccess> {
  const access = new ScriptedAccess(script);
  await showWith(element, access);
  return access;
}

beforeEach(() => {
  element = new UhClustermap();
  elements.push(element);
});

afterEach(() => {
  for (const each of elements.splice(0)) each.remove();
});

describe('a figure of a dataset', () => {
  it('is accessible in both themes while it asks, loads, and has failed', async () => {
    await show({ toFetch: 26.3e6, holds: 'load' });
    expect(await violations(element)).toEqual([]);
    element.load();
    await settled(element);
    expect(await violations(element)).toEqual([]);
    element.remove();
    const failed = new UhClustermap();
    elements.push(failed);
    await showWith(failed, new ScriptedAccess({ error: { code: 'network', message: 'No.' } }));
    expect(await violations(failed)).toEqual([]);
  });

  it('fetches nothing before it comes into view', async () => {
    element.style.cssText = 'position: absolute; top: 5000px';
    const access = await show();
    expect(access.opened).toHaveLength(0);
    expect(element.state).toBe('idle');
    expect(text()).toContain('How alike the classes look of Fashion-MNIST');
    element.style.top = '0';
    await settled(element);
    expect(access.opened).toHaveLength(1);
    expect(element.state).toBe('done');
  });

  it('loads at once, unseen and whatever it costs, when it is eager', async () => {
    element.style.cssText = 'position: absolute; top: 5000px';
    element.loading = 'eager';
    const access = await show({ toFetch: 26.3e6 });
    expect(element.state).toBe('done');
    expect(access.loads).toBe(1);
  });

  it('asks before it fetches more than 5 MB, and says how much it is', async () => {
    const access = await show({ toFetch: 26.3e6, info: { title: 'Fashion-MNIST' } });
    expect(element.state).toBe('idle');
    expect(access.loads).toBe(0);
    expect(textOf(inside('.big'))).toBe('Load Fashion-MNIST (26 MB)');
    inside<HTMLButtonElement>('.big').click();
    await settled(element);
    expect(element.state).toBe('done');
    expect(access.opened).toHaveLength(1);
  });

  it('asks for less than that nobody', async () => {
    await show({ toFetch: 4.9e6 });
    expect(element.state).toBe('done');
  });

  it('does not ask where another figure has it all, or gets it all meanwhile', async () => {
    const access = await show({ toFetch: 26.3e6 });
    expect(element.state).toBe('idle');
    access.loadElsewhere();
    await settled(element);
    expect(element.state).toBe('done');
  });

  it('asks before it opens a file that is read whole', async () => {
    element.datasetName = 'https://example.org/photos.zip';
    const access = await show();
    expect(access.opened).toHaveLength(0);
    expect(textOf(inside('.big'))).toBe('Load photos.zip');
    inside<HTMLButtonElement>('.big').click();
    await settled(element);
    expect(access.opened).toHaveLength(1);
    expect(element.state).toBe('done');
  });

  it('says how far it is, and can be cancelled', async () => {
    const access = await show({ toFetch: 26.3e6, holds: 'load' });
    element.load();
    await settled(element);
    access.progress('download', 3.1e6, 26.3e6);
    await element.updateComplete;
    expect(inside('[role=progressbar]').getAttribute('aria-valuenow')).toBe('12');
    expect(text()).toContain('Downloading images 3.1 MB of 26 MB');
    inside<HTMLButtonElement>('.waiting .plain').click();
    await settled(element);
    expect(element.state).toBe('idle');
    access.release();
    await settled(element);
    expect(element.state).toBe('idle');
    expect(textOf(inside('.big'))).toContain('Load');
  });

  it('says what went wrong, tells it, and tries again', async () => {
    const told: string[] = [];
    element.addEventListener('uh-error', ({ error }) => told.push(error.code));
    const access = await show({ error: { code: 'network', message: 'There was no answer.' } });
    expect(element.state).toBe('failed');
    expect(textOf(inside('[role=alert]'))).toContain('There was no answer.');
    expect(told).toEqual(['network']);
    access.error = undefined;
    inside<HTMLButtonElement>('.remedies button').click();
    await settled(element);
    expect(element.state).toBe('done');
    expect(element.error).toBeUndefined();
  });

  it('says which images they are, and that they are drawn', async () => {
    await show({ info: { standIn: 'Fashion-MNIST could not be loaded.' } });
    expect(textOf(inside('figcaption'))).toContain(
      'Drawn images. Fashion-MNIST could not be loaded.',
    );
    expect(textOf(inside('figcaption'))).toContain('images drawn by this project');
  });

  it('begins anew with another dataset, and lets go of the one before', async () => {
    const access = await show();
    element.datasetName = 'garments';
    await settled(element);
    expect(access.opened.map(({ dataset }) => dataset)).toEqual(['fashion-mnist', 'garments']);
    expect(access.closed).toBe(1);
  });

  it('lets go of its data when it is gone for good, not when it is moved', async () => {
    const access = await show();
    const place = document.createElement('div');
    document.body.append(place);
    place.append(element);
    await new Promise((resolve) => setTimeout(resolve, 350));
    expect(access.closed).toBe(0);
    place.remove();
    await new Promise((resolve) => setTimeout(resolve, 350));
    expect(access.closed).toBe(1);
  });
});

describe('the examples', () => {
  it.each([...samples, ...averages, ...maps])('show what they say: $name', async (example) => {
    const shown = example.render();
    elements.push(shown);
    shown.style.width = '900px';
    document.body.append(shown);
    if (!(shown instanceof DataPart)) throw new Error('An example is of another kind.');
    await settled(shown);
    expect(textOf(shown.renderRoot.querySelector('figure'))).not.toBe('');
  });
});

describe('a figure bound to another', () => {
  async function showBound(access: ScriptedAccess): Promise<UhClassAverages> {
    element.id = 'first';
    element.datasetName = 'garments';
    element.points = 500;
    const bound = new UhClassAverages();
    elements.push(bound);
    bound.for = 'first';
    await showWith(element, access);
    await showWith(bound, access);
    return bound;
  }

  it('is of the same images, also when these become others', async () => {
    const access = new ScriptedAccess();
    await showBound(access);
    expect(access.opened).toHaveLength(2);
    expect(access.opened[1]).toEqual(access.opened[0]);
    element.points = 700;
    await settled(element);
    expect(access.opened.slice(2).map(({ points }) => points)).toEqual([700, 700]);
  });

  it('shares the pair that the visitor points at, both ways', async () => {
    const bound = await showBound(new ScriptedAccess());
    const cell = inside('[data-row="0"][data-column="1"]');
    cell.dispatchEvent(new PointerEvent('pointerover', { bubbles: true, composed: true }));
    expect(bound.pair).toEqual(element.pair);
    expect(bound.pair).not.toBeNull();
    inside('table').dispatchEvent(new PointerEvent('pointerleave'));
    expect(bound.pair).toBeNull();
    const average = bound.renderRoot.querySelector('[data-label="2"]');
    average?.dispatchEvent(new PointerEvent('pointerover', { bubbles: true, composed: true }));
    expect(element.pair?.a).toBe(2);
  });

  it('is of the images of one that is bound itself', async () => {
    const access = new ScriptedAccess();
    const bound = await showBound(access);
    bound.id = 'second';
    const last = new UhClustermap();
    elements.push(last);
    last.for = 'second';
    last.loading = 'eager'; // it is beneath the others, out of view
    await showWith(last, access);
    expect(access.opened[2]).toEqual(access.opened[0]);
    element.datasetName = 'objects';
    await settled(last);
    expect(access.opened.slice(3).map(({ dataset }) => dataset)).toEqual(
      new Array(3).fill('objects'),
    );
  });

  it('waits for one that is not there yet', async () => {
    element.for = 'later';
    const access = await show();
    expect(access.opened).toHaveLength(0);
    const source = new UhClassAverages();
    elements.push(source);
    source.id = 'later';
    source.datasetName = 'objects';
    await showWith(source, new ScriptedAccess());
    await settled(element);
    expect(access.opened.map(({ dataset }) => dataset)).toEqual(['objects']);
  });
});
