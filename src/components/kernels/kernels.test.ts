import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { parkMouse } from '../park-mouse.ts';
import {
  type SyntheticSource,
  syntheticSource,
  type SyntheticSourceOptions,
  syntheticView,
} from '../tile-grid/synthetic-watching.ts';
import { examples } from './kernels.example.ts';
import './kernels.ts';
import type { UhKernels } from './kernels.ts';

beforeEach(parkMouse);

afterEach(() => {
  document.body.replaceChildren();
  document.documentElement.style.colorScheme = '';
});

interface Shown extends SyntheticSource {
  readonly element: UhKernels;
  readonly root: ShadowRoot;
}

/** Once it has found its room and drawn. */
async function settled(element: UhKernels): Promise<ShadowRoot> {
  const root = element.shadowRoot;
  if (!root) throw new Error('the element has no shadow root');
  await vi.waitFor(() => {
    expect(root.querySelector('.tiles')).not.toBeNull();
  });
  await element.updateComplete;
  return root;
}

async function shown(
  options: SyntheticSourceOptions = { frames: 3, epochs: 48 },
  width = 560,
): Promise<Shown> {
  const source = syntheticSource(options);
  const { player, watching, selection } = source;
  const element = Object.assign(document.createElement('uh-kernels'), {
    player,
    watching,
    selection,
  });
  element.style.width = `${width}px`;
  document.body.append(element);
  return { ...source, element, root: await settled(element) };
}

function option(root: ShadowRoot, filter: number): HTMLElement {
  const found = root.querySelector<HTMLElement>(`[aria-label='Kernel ${filter}']`);
  if (!found) throw new Error(`there is no kernel ${filter}`);
  return found;
}

function heading(root: ShadowRoot): Element {
  const found = root.querySelector('.heading');
  if (!found) throw new Error('there is no heading');
  return found;
}

const text = (root: ShadowRoot, selector: string): string =>
  (root.querySelector(selector)?.textContent ?? '').replace(/\s+/g, ' ').trim();

/** Weights of one filter, height × width × channels. */
function weightsOf({ player }: SyntheticSource, filter: number, count = 64): number[] {
  const kernels = player.frame?.view.kernels ?? new Float32Array();
  return [...kernels].filter((_, at) => at % count === filter);
}

/** What the tile should look like, from the weights alone. */
function rescaled(weights: readonly number[]): number[] {
  const [low, high] = [Math.min(...weights), Math.max(...weights)];
  return weights.map((weight) => (255 * (weight - low)) / (high - low));
}

function bandsOf(image: ImageData | undefined): number[] {
  return [...(image?.data ?? [])].filter((_, at) => at % 4 !== 3);
}

function expectClose(actual: readonly number[], expected: readonly number[]): void {
  expect(actual.length).toBe(expected.length);
  const worst = Math.max(...actual.map((value, i) => Math.abs(value - (expected[i] ?? NaN))));
  expect(worst).toBeLessThanOrEqual(0.51);
}

describe('<uh-kernels> for everyone', () => {
  it.each(['light', 'dark'])(
    'has nothing that axe finds, in any state, on a %s page',
    async (scheme) => {
      document.documentElement.style.colorScheme = scheme;
      document.body.style.background = scheme === 'dark' ? '#1b1b1e' : '#fffefb';
      for (const example of examples) {
        const element = example.render();
        document.body.replaceChildren(element);
        await settled(element);
        // Messages come in gently; axe would measure the contrast of half of it.
        await Promise.all(
          element.shadowRoot?.getAnimations().map((animation) => animation.finished) ?? [],
        );
        expect((await axe.run(element)).violations).toEqual([]);
      }
    },
  );

  it('is one tab stop, with arrow keys between the kernels', async () => {
    const { root, selection } = await shown();
    await userEvent.keyboard('{Tab}');
    expect(root.activeElement).toBe(option(root, 0));
    expect(selection.filter).toBe(0);
    await userEvent.keyboard('{ArrowDown}{ArrowRight}{ArrowRight}');
    expect(root.activeElement).toBe(option(root, 10));
    expect(selection.filter).toBe(10);
    await userEvent.keyboard('{End}{ArrowRight}{ArrowDown}');
    expect(selection.filter).toBe(63);
    expect(root.querySelectorAll('[tabindex="0"]').length).toBe(1);
    await userEvent.keyboard('{Tab}');
    expect(root.activeElement).toBeNull();
    expect(selection.filter).toBeUndefined();
  });

  it('pins with Enter and Space, lets go with the same and with Escape', async () => {
    const { root, selection, element } = await shown();
    await userEvent.keyboard('{Tab}{ArrowRight}{Enter}');
    expect(selection.pinned).toBe(1);
    await element.updateComplete;
    expect(option(root, 1).getAttribute('aria-selected')).toBe('true');
    expect(text(root, '[aria-live]')).toBe('Kernel 1 stays enlarged.');
    await userEvent.keyboard('{Escape}');
    expect(selection.pinned).toBeUndefined();
    await userEvent.keyboard(' ');
    expect(selection.pinned).toBe(1);
    await userEvent.keyboard(' ');
    expect(selection.pinned).toBeUndefined();
    await element.updateComplete;
    expect(root.querySelectorAll('[aria-selected="true"]').length).toBe(0);
  });
});

describe('<uh-kernels>', () => {
  it('says whose kernels it shows, and how', async () => {
    const { root } = await shown();
    expect(text(root, '.heading')).toBe('Kernels of conv2d, 5 × 5 × 3');
    expect(text(root, '.remark')).toBe(
      'Each on its own scale, lowest weight black, highest white, in red, green and blue.',
    );
    expect(root.querySelectorAll('[role=option]').length).toBe(64);
  });

  it('draws each filter in its place, on its own scale, bands as red, green and blue', async () => {
    const source = await shown();
    for (const filter of [0, 1, 17, 63]) {
      expectClose(bandsOf(source.element.readTile(filter)), rescaled(weightsOf(source, filter)));
    }
    expect(source.element.readTile(64)).toBeUndefined();
  });

  it('puts the same on screen: every weight a rectangle of even colour, tiles in reading order', async () => {
    const { element, root } = await shown();
    const canvas = root.querySelector<HTMLCanvasElement>('.sheet');
    const context = canvas?.getContext('2d');
    if (!canvas || !context) throw new Error('there is no canvas');
    const origin = canvas.getBoundingClientRect();
    expect(origin.width * devicePixelRatio).toBeCloseTo(canvas.width, 3);
    for (const filter of [0, 9, 63]) {
      const place = option(root, filter).getBoundingClientRect();
      const [left, top] = [place.left - origin.left, place.top - origin.top];
      const tile = element.readTile(filter);
      for (const [column, row] of [
        [0, 0],
        [4, 0],
        [2, 3],
        [4, 4],
      ] as const) {
        const at = 4 * (5 * row + column);
        const colour = [...(tile?.data.subarray(at, at + 4) ?? [])];
        // Near the middle and near an edge: nothing is blurred.
        for (const share of [0.15, 0.5, 0.85]) {
          const x = Math.floor((left + (place.width * (column + share)) / 5) * devicePixelRatio);
          const y = Math.floor((top + (place.height * (row + share)) / 5) * devicePixelRatio);
          expect([...context.getImageData(x, y, 1, 1).data]).toEqual(colour);
        }
      }
    }
  });

  it('follows the playhead', async () => {
    const source = await shown({ frames: 49 });
    const last = bandsOf(source.element.readTile(5));
    source.player.seek(0);
    await source.element.updateComplete;
    const first = bandsOf(source.element.readTile(5));
    expectClose(first, rescaled(weightsOf(source, 5)));
    expect(first).not.toEqual(last);
  });

  it('enlarges the kernel under the mouse and gives its weights in numbers', async () => {
    const source = await shown(undefined, 600);
    const { root, element, selection, player } = source;
    expect(text(root, '.hint')).toContain('Point at a kernel');
    await userEvent.hover(option(root, 12));
    await element.updateComplete;
    expect(selection.filter).toBe(12);
    expect(text(root, '.name')).toMatch(/^Kernel 12\b/);
    expect(root.querySelector('.hint')).toBeNull();
    expect([...root.querySelectorAll('caption')].map((c) => c.textContent.trim())).toEqual([
      'Red',
      'Green',
      'Blue',
    ]);
    const weights = weightsOf(source, 12);
    const unit = Number(/units of ([\d.]+)/.exec(text(root, '.unit'))?.[1]);
    const numbers = [...root.querySelectorAll('td')].map((td) =>
      Number(td.textContent.replace('−', '-')),
    );
    expect(numbers.length).toBe(75);
    // Table by table: all of red, then green, then blue.
    const expected = [0, 1, 2].flatMap((band) => weights.filter((_, at) => at % 3 === band));
    numbers.forEach((number, i) => {
      expect(Math.abs(number * unit - (expected[i] ?? NaN))).toBeLessThanOrEqual(unit * 0.501);
    });
    expect(Math.max(...numbers.map(Math.abs))).toBeGreaterThanOrEqual(100);
    const enlarged = root.querySelector<HTMLCanvasElement>('.enlarged');
    const drawn = enlarged?.getContext('2d')?.getImageData(0, 0, 5, 5);
    expect(bandsOf(drawn)).toEqual(bandsOf(element.readTile(12)));
    // And of another epoch, while the mouse rests.
    player.seek(0);
    await element.updateComplete;
    const after = enlarged?.getContext('2d')?.getImageData(0, 0, 5, 5);
    expect(bandsOf(after)).not.toEqual(bandsOf(drawn));
    await userEvent.hover(heading(root));
    await element.updateComplete;
    expect(selection.filter).toBeUndefined();
  });

  it('pins with a click and lets go with another', async () => {
    const { root, element, selection } = await shown();
    await userEvent.click(option(root, 3));
    await userEvent.hover(option(root, 4));
    expect([selection.filter, selection.pinned]).toEqual([4, 3]);
    await userEvent.hover(heading(root));
    await element.updateComplete;
    expect(selection.filter).toBe(3);
    await userEvent.click(option(root, 3));
    expect(selection.pinned).toBeUndefined();
  });

  it('does not move anything when a kernel is pointed at, pinned or left', async () => {
    for (const width of [320, 560]) {
      const { element, selection } = await shown(undefined, width);
      const before = element.offsetHeight;
      for (const filter of [0, 33, undefined]) {
        selection.point(filter);
        selection.pin(filter);
        await element.updateComplete;
        expect(element.offsetHeight).toBe(before);
      }
      expect(element.scrollWidth).toBeLessThanOrEqual(width);
      element.remove();
    }
  });

  it('shows kernels over many maps as their mean, in grey, and says so', async () => {
    const { run, element, root, watching } = await shown();
    run.watchLayers({ kernelLayer: 3, activationLayer: 3 });
    await vi.waitFor(() => {
      expect(watching.sight?.layers.kernelLayer).toBe(3);
    });
    await element.updateComplete;
    expect(text(root, '.heading')).toBe('Kernels of conv2d_1, 3 × 3 × 64');
    expect(text(root, '.remark')).toMatch(/^Mean over 64 input maps, each on its own scale/);
    const kernels = watching.sight?.view.kernels ?? new Float32Array();
    const means = Array.from({ length: 9 }, (_, pixel) => {
      const channels = Array.from(
        { length: 64 },
        (__, c) => kernels[(pixel * 64 + c) * 64 + 7] ?? 0,
      );
      return channels.reduce((sum, weight) => sum + weight, 0) / 64;
    });
    expectClose(
      bandsOf(element.readTile(7)),
      rescaled(means).flatMap((level) => [level, level, level]),
    );
  });

  it('is as high before the first frame as with it', async () => {
    const { element } = await shown();
    const empty = document.createElement('uh-kernels');
    empty.style.width = '560px';
    document.body.append(empty);
    const root = await settled(empty);
    expect(empty.offsetHeight).toBe(element.offsetHeight);
    expect(root.querySelector('[role=listbox]')).toBeNull();
    expect(empty.readTile(0)).toBeUndefined();
  });
});

describe('<uh-kernels> says what it cannot show', () => {
  const kept = 'The weights after epoch 1 are not kept.';

  it('that the weights are not kept', async () => {
    const { player, run, root, element } = await shown({
      frames: 3,
      epochs: 48,
      viewOf: () => Promise.reject(new Error(kept)),
    });
    player.seek(1);
    run.watchLayers({});
    await vi.waitFor(() => {
      expect(text(root, '.message')).toBe(kept);
    });
    expect(root.querySelector('.dimmed')).not.toBeNull();
    run.watched = { ...run.watched, id: 0 };
    player.seek(2);
    await element.updateComplete;
    expect(root.querySelector('.message, .dimmed')).toBeNull();
  });

  it('that it is being computed', async () => {
    const { player, run, root, element } = await shown({
      frames: 3,
      epochs: 48,
      viewOf: () => new Promise(() => undefined),
    });
    run.watched = { ...run.watched, id: 1 };
    player.seek(1);
    await element.updateComplete;
    expect(text(root, '.message')).toBe('Epoch 1 is being computed.');
    expect(root.querySelector('[aria-busy=true]')).not.toBeNull();
  });

  it.each([
    ['some', 2, /^2 hold values/],
    ['one', 1, /^One holds values/],
  ])('that %s of the weights are no numbers', async (_, broken, said) => {
    const { root, run, element } = await shown({
      frames: 2,
      epochs: 48,
      viewOf: () => {
        const view = syntheticView(syntheticSource({ frames: 2 }).player.trace, 1, run.layers, 1);
        for (let filter = 0; filter < broken; filter++) view.kernels[filter + 64 * 9] = NaN;
        return Promise.resolve(view);
      },
    });
    run.watchLayers({});
    await vi.waitFor(() => {
      expect(text(root, '.remark').split('blue. ')[1]).toMatch(said);
    });
    expect(bandsOf(element.readTile(0))).toEqual(Array(75).fill(0));
    expect(element.readTile(0)?.data[3]).toBe(0);
    expect(element.readTile(2)?.data[3]).toBe(255);
    expect(root.querySelectorAll('.empty').length).toBe(broken);
  });

  it('that the network has diverged', async () => {
    const { root, run, element } = await shown({
      frames: 2,
      epochs: 48,
      viewOf: () => {
        const view = syntheticView(syntheticSource({ frames: 2 }).player.trace, 1, run.layers, 1);
        view.kernels.fill(NaN);
        return Promise.resolve(view);
      },
    });
    run.watchLayers({});
    await vi.waitFor(() => {
      expect(text(root, '.message')).toContain('the network has diverged');
    });
    expect(new Set(element.readTile(40)?.data)).toEqual(new Set([0]));
  });
});
