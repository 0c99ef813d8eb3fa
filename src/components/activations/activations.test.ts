import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { WatchedLayers } from '../../runs/cnn-run-api.ts';
import '../kernels/kernels.ts';
import type { UhKernels } from '../kernels/kernels.ts';
import { parkMouse } from '../park-mouse.ts';
import {
  type SyntheticSource,
  syntheticSource,
  type SyntheticSourceOptions,
  syntheticView,
} from '../tile-grid/synthetic-watching.ts';
import { examples } from './activations.example.ts';
import './activations.ts';
import type { UhActivations } from './activations.ts';

const FEW: SyntheticSourceOptions = { frames: 3, epochs: 48 };

beforeEach(parkMouse);

afterEach(() => {
  document.body.replaceChildren();
  document.documentElement.style.colorScheme = '';
});

function rootOf(element: HTMLElement): ShadowRoot {
  if (!element.shadowRoot) throw new Error('the element has no shadow root');
  return element.shadowRoot;
}

/** Once it has found its room and drawn. */
async function settled(element: UhActivations | UhKernels): Promise<ShadowRoot> {
  const root = rootOf(element);
  await vi.waitFor(() => {
    expect(root.querySelector('.tiles')).not.toBeNull();
  });
  await element.updateComplete;
  return root;
}

interface Pair extends SyntheticSource {
  readonly maps: UhActivations;
  readonly kernels: UhKernels;
}

/** Maps and kernels of one run, side by side as in a composite. */
async function pair(options = FEW, width = 560): Promise<Pair> {
  const source = syntheticSource(options);
  const { player, watching, selection } = source;
  const bound = { player, watching, selection };
  const maps = Object.assign(document.createElement('uh-activations'), bound);
  const kernels = Object.assign(document.createElement('uh-kernels'), bound);
  document.body.style.margin = '0';
  const row = document.createElement('div');
  row.style.cssText = `display: grid; grid-template-columns: ${width}px ${width}px`;
  row.append(kernels, maps);
  document.body.append(row);
  await settled(maps);
  await settled(kernels);
  return { ...source, maps, kernels };
}

async function watch({ run, watching, maps, kernels }: Pair, layers: WatchedLayers): Promise<void> {
  run.watchLayers(layers);
  await vi.waitFor(() => {
    expect(watching.sight?.layers).toEqual(layers);
  });
  await Promise.all([maps.updateComplete, kernels.updateComplete]);
}

function find(element: HTMLElement, selector: string): HTMLElement {
  const found = rootOf(element).querySelector<HTMLElement>(selector);
  if (!found) throw new Error(`there is no ${selector}`);
  return found;
}

const text = (element: HTMLElement, selector: string): string =>
  (rootOf(element).querySelector(selector)?.textContent ?? '').replace(/\s+/g, ' ').trim();

const greysOf = (image: ImageData | undefined): number[] =>
  [...(image?.data ?? [])].filter((_, at) => at % 4 === 0);

/** What a map should look like, from the raw values alone. */
function rescaled(activations: Float32Array, map: number, count: number): number[] {
  const values = [...activations].filter((_, at) => at % count === map);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return values.map((value) => (255 * (value - low)) / (high - low));
}

function expectClose(actual: readonly number[], expected: readonly number[]): void {
  expect(actual.length).toBe(expected.length);
  const worst = Math.max(...actual.map((value, i) => Math.abs(value - (expected[i] ?? NaN))));
  expect(worst).toBeLessThanOrEqual(0.51);
}

describe('<uh-activations> for everyone', () => {
  it.each(['light', 'dark'])(
    'has nothing that axe finds, in any state, on a %s page',
    async (scheme) => {
      document.documentElement.style.colorScheme = scheme;
      document.body.style.background = scheme === 'dark' ? '#1b1b1e' : '#fffefb';
      for (const example of examples) {
        const element = example.render();
        document.body.replaceChildren(element);
        const root = await settled(element);
        // Messages come in gently; axe would measure the contrast of half of it.
        await Promise.all(root.getAnimations().map((animation) => animation.finished));
        expect((await axe.run(element)).violations).toEqual([]);
      }
    },
    60_000,
  );

  it('names its maps, in one tab stop', async () => {
    const { maps } = await pair();
    expect(rootOf(maps).querySelectorAll('[role=option]').length).toBe(64);
    expect(find(maps, '[role=option]').getAttribute('aria-label')).toBe('Map 0');
    expect(rootOf(maps).querySelectorAll('[tabindex="0"]').length).toBe(1);
    expect(find(maps, '[role=listbox]').getAttribute('aria-labelledby')).toBe('heading');
  });
});

describe('<uh-activations>', () => {
  it('says which layer it shows, and how', async () => {
    const source = await pair();
    expect(text(source.maps, '.heading')).toBe('What conv2d makes of the image');
    expect(text(source.maps, '.remark')).toBe(
      'Each on its own scale, lowest value black, highest white.',
    );
    await watch(source, { kernelLayer: 0, activationLayer: 2 });
    expect(text(source.maps, '.heading')).toBe('What max_pooling2d makes of the image');
  });

  it('draws each map in its place, on its own scale', async () => {
    const { maps, watching } = await pair();
    const values = watching.sight?.view.activations ?? new Float32Array();
    for (const map of [1, 10, 63]) {
      const tile = maps.readTile(map);
      expect([tile?.width, tile?.height]).toEqual([32, 32]);
      expectClose(greysOf(tile), rescaled(values, map, 64));
    }
  });

  it('follows the playhead', async () => {
    const { maps, player, selection, watching } = await pair();
    selection.pin(9);
    await maps.updateComplete;
    const before = text(maps, '.range');
    player.seek(0);
    await maps.updateComplete;
    const values = watching.sight?.view.activations ?? new Float32Array();
    expectClose(greysOf(maps.readTile(9)), rescaled(values, 9, 64));
    // The made-up maps of two epochs differ in their range.
    expect(text(maps, '.range')).not.toBe(before);
  });

  it('takes the size of another layer', async () => {
    const source = await pair();
    await watch(source, { kernelLayer: 3, activationLayer: 5 });
    expect(source.maps.readTile(0)?.width).toBe(8);
    const values = source.watching.sight?.view.activations ?? new Float32Array();
    expectClose(greysOf(source.maps.readTile(20)), rescaled(values, 20, 64));
  });

  it('enlarges a map with its raw range, beside the image', async () => {
    const { maps, selection, watching } = await pair();
    selection.point(10);
    await maps.updateComplete;
    expect(text(maps, '.name')).toMatch(/^Map 10\b/);
    const values = [...(watching.sight?.view.activations ?? [])].filter((_, at) => at % 64 === 10);
    const [low, high] = [...text(maps, '.range').matchAll(/(?:From|to) (\S+)/g)].map(([, number]) =>
      Number(number?.replace('−', '-')),
    );
    expect(low).toBeCloseTo(Math.min(...values), 2);
    expect(high).toBeCloseTo(Math.max(...values), 2);
    const enlarged = rootOf(maps).querySelector<HTMLCanvasElement>('.enlarged');
    const drawn = enlarged?.getContext('2d')?.getImageData(0, 0, 32, 32);
    expect(greysOf(drawn)).toEqual(greysOf(maps.readTile(10)));
    expect((enlarged?.offsetWidth ?? 0) % 32).toBe(0);
    const image = rootOf(maps).querySelector<HTMLCanvasElement>('.image canvas');
    const picture = image?.getContext('2d')?.getImageData(0, 0, 32, 32).data ?? [];
    expect([...picture].filter((_, at) => at % 4 !== 3)).toEqual([
      ...(watching.sight?.image.image ?? []),
    ]);
    expect(text(maps, '.image')).toBe('Test image 16 dog');
  });

  it.each([320, 358, 560])(
    'does not move anything when a map is pointed at, at %i px',
    async (width) => {
      const { maps, selection } = await pair(FEW, width);
      const before = maps.offsetHeight;
      for (const filter of [0, 33, undefined]) {
        selection.point(filter);
        selection.pin(filter);
        await maps.updateComplete;
        expect(maps.offsetHeight).toBe(before);
      }
      expect(maps.scrollWidth).toBeLessThanOrEqual(width);
    },
  );

  it('draws nothing of a network that has diverged, and says so', async () => {
    const source = await pair({
      ...FEW,
      viewOf: (epoch, layers) => {
        const { trace } = syntheticSource(FEW).player;
        const view = syntheticView(trace, epoch, layers, 1);
        view.activations.fill(NaN);
        return Promise.resolve(view);
      },
    });
    await watch(source, { kernelLayer: 0, activationLayer: 1 });
    expect(text(source.maps, '.message')).toContain('the network has diverged');
    expect(text(source.kernels, '.message')).toBe('');
    expect(new Set(source.maps.readTile(40)?.data)).toEqual(new Set([0]));
  });
});

describe('kernels and maps side by side', () => {
  it.each([
    [320, { kernelLayer: 0, activationLayer: 0 }],
    [420, { kernelLayer: 3, activationLayer: 5 }],
    [560, { kernelLayer: 0, activationLayer: 2 }],
  ])('stand level, tile by tile, at %i px', async (width, layers) => {
    const source = await pair(FEW, width);
    await watch(source, layers);
    const top = (element: HTMLElement, selector: string): number =>
      find(element, selector).getBoundingClientRect().top;
    for (const selector of ['.heading', '.stage', '.detail']) {
      expect(top(source.maps, selector)).toBe(top(source.kernels, selector));
    }
  });

  it('point at the same filter, and pin it', async () => {
    const { maps, kernels, selection } = await pair();
    await userEvent.hover(find(kernels, "[data-filter='12']"));
    await maps.updateComplete;
    expect(text(maps, '.name')).toMatch(/^Map 12\b/);
    await userEvent.click(find(maps, "[data-filter='20']"));
    await userEvent.hover(find(maps, '.heading'));
    await Promise.all([maps.updateComplete, kernels.updateComplete]);
    expect(selection.pinned).toBe(20);
    for (const element of [maps, kernels]) {
      expect(find(element, '[aria-selected=true]').dataset['filter']).toBe('20');
      expect(text(element, '.name')).toMatch(/ 20 pinned$/);
    }
  });

  it('still do where the maps are pooled', async () => {
    const source = await pair();
    await watch(source, { kernelLayer: 0, activationLayer: 2 });
    source.selection.pin(7);
    await source.maps.updateComplete;
    expect(find(source.maps, '[aria-selected=true]').dataset['filter']).toBe('7');
  });

  it('each mark their own where the maps are of another convolution', async () => {
    const source = await pair();
    const { maps, kernels, selection } = source;
    await watch(source, { kernelLayer: 0, activationLayer: 3 });
    selection.pin(7);
    await userEvent.click(find(maps, "[data-filter='30']"));
    await Promise.all([maps.updateComplete, kernels.updateComplete]);
    expect(selection.pinned).toBe(7);
    expect(find(kernels, '[aria-selected=true]').dataset['filter']).toBe('7');
    expect(find(maps, '[aria-selected=true]').dataset['filter']).toBe('30');
    await userEvent.hover(find(maps, "[data-filter='31']"));
    expect(selection.filter).toBe(7);
  });
});
