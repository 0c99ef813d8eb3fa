import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { finder, textOf, violations } from '../cnn/testing.ts';
import { type Script, ScriptedAccess } from '../data/scripted-access.ts';
import { pointAt, press, settled, showWith } from '../data/testing.ts';
import { UhSamples } from './samples.ts';

let element: UhSamples;
const inside = finder(() => element);
const all = (selector: string): HTMLElement[] => [
  ...element.renderRoot.querySelectorAll<HTMLElement>(selector),
];
/** The cell at a place, from 0. */
const cell = (place: number): HTMLElement => inside(`[data-place="${place}"]`);
const cells = (): HTMLElement[] => all('[role=gridcell]');

async function show(script: Script = {}, width = 1000): Promise<ScriptedAccess> {
  const access = new ScriptedAccess(script);
  await showWith(element, access, width);
  return access;
}

/** Of the middle pixel of a picture: 0..255. */
function middle(canvas: HTMLCanvasElement): number | undefined {
  const { width, height } = canvas;
  return canvas.getContext('2d')?.getImageData(width / 2, height / 2, 1, 1).data[0];
}

beforeEach(() => {
  element = new UhSamples();
});

afterEach(() => {
  element.remove();
  document.documentElement.style.colorScheme = '';
});

describe('<uh-samples>', () => {
  it('is accessible in both themes, also with an image enlarged', async () => {
    await show();
    expect(await violations(element)).toEqual([]);
    cell(0).focus();
    expect(await violations(element)).toEqual([]);
  });

  it('is a grid of a hundred images, each titled with its class', async () => {
    const access = await show();
    expect(all('[role=row]')).toHaveLength(10);
    expect(cells()).toHaveLength(100);
    expect(access.picks).toEqual([{ count: 100, seed: 24, label: undefined }]);
    expect(textOf(inside('.title'))).toBe('100 random training images of ten made-up blots');
    const [cell] = cells();
    expect(textOf(cell)).toBe('Coat');
    expect(cell?.getAttribute('aria-label')).toBe('Coat, image 264');
  });

  it('needs no more than the first images, and says so', async () => {
    const access = await show({ toFetch: 26.3e6 });
    expect(element.state).toBe('done');
    expect(access.loads).toBe(0);
    expect(textOf(inside('figcaption'))).toContain(
      'Picked with seed 24 from the first 1,000 of 60,000 images.',
    );
  });

  it('draws again with the next seed each time', async () => {
    const access = await show();
    const labels = (): string => cells().map(textOf).join();
    const before = labels();
    const button = inside<HTMLButtonElement>('.tools button');
    button.click();
    await settled(element);
    button.click();
    await settled(element);
    expect(access.picks.map(({ seed }) => seed)).toEqual([24, 25, 26]);
    expect(textOf(inside('figcaption'))).toContain('Picked with seed 26');
    expect(labels()).not.toBe(before);
    expect(access.opened).toHaveLength(1);
  });

  it('shows one class only when that is asked for', async () => {
    await show();
    const select = inside<HTMLSelectElement>('select');
    select.value = '6';
    select.dispatchEvent(new Event('change'));
    await settled(element);
    expect(new Set(cells().map(textOf))).toEqual(new Set(['Shirt']));
    expect(textOf(inside('.title'))).toContain('Shirt only');
    expect(textOf(inside('figcaption'))).toContain('the 100 images of this class');
  });

  it('forgets the class when another dataset comes, which may not have it', async () => {
    const access = await show();
    const select = inside<HTMLSelectElement>('select');
    select.value = '6';
    select.dispatchEvent(new Event('change'));
    await settled(element);
    element.datasetName = 'objects';
    await settled(element);
    expect(access.picks.map(({ label }) => label)).toEqual([undefined, 6, undefined]);
    expect(textOf(inside('.title'))).not.toContain('only');
  });

  it('is ink on paper in the light theme, and light on dark in the dark one', async () => {
    document.documentElement.style.colorScheme = 'light';
    await show();
    const canvas = inside<HTMLCanvasElement>('[data-place=\"3\"] canvas');
    const [light = 0] = [...(canvas.getContext('2d')?.getImageData(0, 0, 1, 1).data ?? [])];
    expect(light).toBeGreaterThan(240);
    expect(middle(canvas)).toBeLessThan(light);
    document.documentElement.style.colorScheme = 'dark';
    await new Promise((resolve) => setTimeout(resolve, 100));
    const [dark = 255] = [...(canvas.getContext('2d')?.getImageData(0, 0, 1, 1).data ?? [])];
    expect(dark).toBeLessThan(60);
    expect(middle(canvas)).toBeGreaterThan(dark);
  });

  it('enlarges the image under the pointer, and lets go with Escape', async () => {
    await show();
    await pointAt(element, cell(42));
    expect(textOf(inside('.lens'))).toBe(`${textOf(cell(42))} image 818`);
    expect(inside<HTMLCanvasElement>('.lens canvas').width).toBe(28);
    cell(42).focus();
    await press(element, 'Escape');
    expect(all('.lens')).toHaveLength(0);
  });

  it('is one tab stop, and goes from image to image with the arrow keys', async () => {
    await show();
    expect(all('[tabindex="0"][role=gridcell]')).toEqual([cell(0)]);
    cell(0).focus();
    await press(element, 'ArrowDown');
    await press(element, 'ArrowRight');
    expect(all('[tabindex="0"][role=gridcell]')).toEqual([cell(11)]);
    expect(all('.lens')).toHaveLength(1);
    await press(element, 'End');
    expect(all('[tabindex="0"][role=gridcell]')).toEqual([cell(99)]);
  });

  it('has half as many columns where there is less room, so that titles are read', async () => {
    await show({}, 360);
    expect(cells()).toHaveLength(50);
    expect(textOf(inside('.title'))).toContain('50 random');
    expect(element.scrollWidth).toBeLessThanOrEqual(360);
    cell(0).focus();
    await press(element, 'ArrowDown');
    expect(all('[tabindex="0"][role=gridcell]')).toEqual([cell(5)]);
  });

  it('shows each image under its own name when there is more room, or less', async () => {
    await show();
    const pictures = (): string[] =>
      Array.from({ length: 20 }, (_, place) =>
        inside<HTMLCanvasElement>(`[data-place="${place}"] canvas`).toDataURL(),
      );
    const before = pictures();
    element.style.width = '360px';
    await settled(element);
    expect(pictures()).toEqual(before);
    element.style.width = '1000px';
    await settled(element);
    expect(pictures()).toEqual(before);
  });

  it('lets images of other classes recede when two are pointed at', async () => {
    await show();
    element.pair = { a: 4, b: 6 };
    await element.updateComplete;
    const bright = cells().filter((cell) => !cell.classList.contains('faint'));
    expect(new Set(bright.map(textOf))).toEqual(new Set(['Coat', 'Shirt']));
  });

  it('shows what there is where there are fewer images', async () => {
    await show({ info: { count: 23 } });
    expect(cells()).toHaveLength(23);
    expect(textOf(inside('figcaption'))).toContain('from 23 images');
  });

  it('tells all that it shows as a table, on demand', async () => {
    await show();
    inside<HTMLDetailsElement>('details').open = true;
    await settled(element);
    expect(all('.rows tbody tr')).toHaveLength(100);
    expect([...inside('.rows tbody tr').children].map(textOf)).toEqual(['264', 'Coat']);
  });
});
