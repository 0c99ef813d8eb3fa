import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Samples } from '../../../workers/contracts/dataset.ts';
import type { UmapFrame } from '../../../workers/contracts/umap.ts';
import { contrast, cssToRgb } from '../../render/colour.ts';
import { Player } from '../../trace/player.ts';
import { LoadedTrace } from '../../trace/zarr/loaded-trace.ts';
import { parkMouse } from '../park-mouse.ts';
import { examples } from './embedding.example.ts';
import './embedding.ts';
import type { UhEmbedding } from './embedding.ts';
import { syntheticImages, syntheticTrace, type SyntheticOptions } from './synthetic-trace.ts';

const OPTIONS: SyntheticOptions = { points: 400, frames: 5 };

// A plot under the cursor stands still, and its tooltip opens.
beforeEach(parkMouse);

afterEach(() => {
  document.body.replaceChildren();
  document.documentElement.style.colorScheme = '';
});

/** Waits for what is drawn with the next frames. */
async function frames(count = 3): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise(requestAnimationFrame);
}

async function shown(
  options = OPTIONS,
  arrange: (element: UhEmbedding) => void = () => undefined,
): Promise<{ element: UhEmbedding; player: NonNullable<UhEmbedding['player']>; root: ShadowRoot }> {
  const element = document.createElement('uh-embedding');
  const player = new Player(syntheticTrace(options), { following: false });
  element.player = player;
  element.images = syntheticImages;
  element.style.width = '640px';
  arrange(element);
  document.body.append(element);
  await vi.waitFor(() => {
    expect(element.rendererKind).toBeDefined();
  });
  await frames();
  if (!element.shadowRoot) throw new Error('the element has no shadow root');
  return { element, player, root: element.shadowRoot };
}

const text = (root: ShadowRoot, selector: string): string =>
  root.querySelector(selector)?.textContent.trim() ?? '';

/** Pixels that are not ground. */
function ink(element: UhEmbedding): number {
  const image = element.readPixels();
  if (!image) return 0;
  const pixels = new Uint32Array(image.data.buffer);
  return pixels.filter((pixel) => pixel !== pixels[0]).length;
}

function canvasOf(root: ShadowRoot): HTMLCanvasElement {
  const canvas = root.querySelector<HTMLCanvasElement>('.canvas');
  if (!canvas) throw new Error('there is no canvas');
  return canvas;
}

function key(root: ShadowRoot, name: string): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true });
  canvasOf(root).dispatchEvent(event);
  return event;
}

function buttons(root: ShadowRoot): HTMLButtonElement[] {
  return [...root.querySelectorAll<HTMLButtonElement>('.legend button:not(.all)')];
}

/** Pixels in which the colour of a class shows in full, or nearly so. */
function bright(element: UhEmbedding): number {
  const image = element.readPixels();
  if (!image) return 0;
  const { data } = image;
  let found = 0;
  for (let at = 0; at < data.length; at += 4) {
    const most = Math.max(data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0);
    if (most > 110) found++;
  }
  return found;
}

describe.each(['webgl2', 'canvas2d'] as const)('classes that are highlighted (%s)', (renderer) => {
  it('stand out, the others fade with their names, and all come back', async () => {
    const { element, root } = await shown(OPTIONS, (made) => (made.renderer = renderer));
    element.player?.seek(4);
    await frames();
    const all = bright(element);
    element.highlight = [2, 4];
    await element.updateComplete;
    await frames();
    const pair = bright(element);
    expect(pair).toBeGreaterThan(all / 20);
    expect(pair).toBeLessThan(all / 2);
    const faint = [...root.querySelectorAll<SVGTextElement>('.labels text')].filter(
      ({ style }) => style.opacity === '0.3',
    );
    expect(faint.map(({ textContent }) => textContent)).not.toContain('Coat');
    expect(faint.length).toBeGreaterThan(0);
    element.highlight = [];
    await element.updateComplete;
    await frames();
    expect(bright(element)).toBe(all);
  });

  it('do so while frames still come', async () => {
    const { element } = await shown(
      { ...OPTIONS, expectedFrames: 20 },
      (made) => (made.renderer = renderer),
    );
    const all = bright(element);
    element.highlight = [0];
    await element.updateComplete;
    await frames();
    expect(bright(element)).toBeLessThan(all / 2);
  });
});

describe('a place that is marked', () => {
  it('shows where it is in the last frame, and in no other', async () => {
    const { element, player, root } = await shown();
    const mark = (): SVGElement | null => root.querySelector<SVGElement>('circle.mark');
    expect(mark()?.style.display).toBe('none');
    player.seek(4);
    const position = player.frame?.embedding.slice(20, 22) ?? new Float32Array();
    element.mark = { trace: player.trace, position };
    await element.updateComplete;
    await frames();
    expect(mark()?.style.display).toBe('');
    const [, x = '', y = ''] =
      /translate\(([\d.]+) ([\d.]+)\)/.exec(mark()?.getAttribute('transform') ?? '') ?? [];
    expect(Number(x)).toBeGreaterThan(0);
    expect(Number(y)).toBeGreaterThan(0);
    player.seek(2);
    await frames();
    expect(mark()?.style.display).toBe('none');
    player.seek(4);
    element.player = new Player(syntheticTrace(OPTIONS), { following: false });
    element.player.seek(4);
    await element.updateComplete;
    await frames();
    expect(mark()?.style.display).toBe('none');
  });
});

describe('<uh-embedding> for everyone', () => {
  it('says what it shows, at the frame it shows it', async () => {
    const { root, player } = await shown();
    expect(canvasOf(root).getAttribute('role')).toBe('img');
    expect(canvasOf(root).getAttribute('aria-label')).toBe(
      'Scatter plot of 400 images of ten made-up clumps in 2 dimensions, 10 classes, after epoch 0 of 4.',
    );
    player.seek(3);
    await frames();
    expect(canvasOf(root).getAttribute('aria-label')).toMatch(/after epoch 3 of 4\.$/);
  });

  it('names every button, and says which classes show', async () => {
    const { root } = await shown();
    for (const button of root.querySelectorAll('button')) {
      expect(button.getAttribute('aria-label') ?? button.textContent.trim()).not.toBe('');
    }
    expect(buttons(root).map((button) => button.getAttribute('aria-pressed'))).toEqual(
      Array(10).fill('true'),
    );
  });

  it.each([
    ['dark', 'light'],
    ['dark', 'dark'],
    ['page', 'light'],
    ['page', 'dark'],
  ] as const)('has text of 4.5:1 or more with ground="%s" on a %s page', async (ground, scheme) => {
    document.documentElement.style.colorScheme = scheme;
    const { root } = await shown(OPTIONS, (element) => {
      element.ground = ground;
    });
    const plot = root.querySelector('.plot');
    if (!plot) throw new Error('there is no plot');
    const background = cssToRgb(getComputedStyle(plot).backgroundColor);
    for (const selector of ['.title', '.legend button', '.buttons button:not(:disabled)']) {
      const element = root.querySelector(selector);
      if (!element) throw new Error(`there is no ${selector}`);
      expect(contrast(cssToRgb(getComputedStyle(element).color), background)).toBeGreaterThan(4.5);
    }
  });

  it('works by keyboard: pan, zoom, reset, and the image nearest to the middle', async () => {
    const { root } = await shown();
    await interested(root);
    const reset = root.querySelector<HTMLButtonElement>('[aria-label="Reset view"]');
    expect(reset?.disabled).toBe(true);
    expect(key(root, 'ArrowLeft').defaultPrevented).toBe(true);
    await frames();
    expect(reset?.disabled).toBe(false);
    key(root, '0');
    await vi.waitFor(() => {
      expect(reset?.disabled).toBe(true);
    });
    key(root, '+');
    await vi.waitFor(() => {
      expect(canvasOf(root).style.touchAction).toBe('none');
    });
    key(root, 'Enter');
    await frames();
    expect(text(root, '[aria-live]')).toMatch(/, image \d+$/);
    expect(root.querySelector('.tooltip')).not.toBeNull();
    key(root, 'Escape');
    await frames();
    expect(root.querySelector('.tooltip')).toBeNull();
    expect(key(root, 'x').defaultPrevented).toBe(false);
  });
});

describe('<uh-embedding>', () => {
  it('is titled as in the article', async () => {
    const { root, player } = await shown();
    expect(text(root, '.title')).toBe('Original data');
    player.seek(3);
    await frames();
    expect(text(root, '.title')).toBe('Iteration Step: 003');
    player.seek(4);
    await frames();
    expect(text(root, '.title')).toBe('Transformed Data');
  });

  it('does not call the last frame of an unfinished trace the end', async () => {
    const { root, player } = await shown({ ...OPTIONS, expectedFrames: 9 });
    player.seek(4);
    await frames();
    expect(text(root, '.title')).toBe('Iteration Step: 004');
  });

  it.each(['webgl2', 'canvas2d'] as const)('draws the points with %s', async (renderer) => {
    const { element } = await shown(OPTIONS, (made) => {
      made.renderer = renderer;
    });
    expect(element.rendererKind).toBe(renderer);
    expect(ink(element)).toBeGreaterThan(1000);
  });

  it('draws nothing while nothing changes', async () => {
    const { player } = await shown();
    await frames(10);
    const request = vi.spyOn(globalThis, 'requestAnimationFrame');
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(request).not.toHaveBeenCalled();
    player.seek(1);
    player.seek(2);
    expect(request).toHaveBeenCalledTimes(1);
    request.mockRestore();
  });

  it('keeps the same axes for every frame of a trace', async () => {
    const { element, player } = await shown();
    await frames(10);
    player.seek(4);
    await frames();
    const before = ink(element);
    player.seek(0);
    await frames();
    player.seek(4);
    await frames();
    expect(ink(element)).toBe(before);
  });

  it('hides a class, isolates one, and shows all again', async () => {
    const { element, root } = await shown();
    const all = ink(element);
    buttons(root)[2]?.click();
    await frames();
    expect([...element.hiddenClasses]).toEqual([2]);
    expect(ink(element)).toBeLessThan(all);
    buttons(root)[5]?.dispatchEvent(new MouseEvent('click', { shiftKey: true }));
    await frames();
    expect(element.hiddenClasses.size).toBe(9);
    expect(element.hiddenClasses.has(5)).toBe(false);
    root.querySelector<HTMLButtonElement>('.legend .all')?.click();
    await frames();
    expect(ink(element)).toBe(all);
  });

  it('writes each class at the median of its points, and not that of a hidden one', async () => {
    const { element, root, player } = await shown();
    player.seek(4);
    element.hiddenClasses = new Set([8]);
    await frames();
    const labels = [...root.querySelectorAll<SVGTextElement>('.labels text')];
    expect(labels.map((label) => label.textContent)).toEqual(player.trace.info.dataset.classNames);
    expect(labels[8]?.style.opacity).toBe('0');
    expect(labels.filter((label) => label.style.opacity === '1').length).toBeGreaterThan(6);
    const [trouser, sneaker] = [labels[1], labels[7]].map(
      (label) => label?.getBoundingClientRect().x ?? NaN,
    );
    expect(trouser).toBeLessThan((sneaker ?? NaN) - 200);
  });

  it('takes colours for the ground that it is on, also when that changes', async () => {
    document.documentElement.style.colorScheme = 'light';
    const { element, root } = await shown(OPTIONS, (made) => {
      made.ground = 'page';
    });
    const chip = (): string =>
      root.querySelectorAll<HTMLElement>('.chip')[4]?.style.getPropertyValue('--chip') ?? '';
    const light = chip();
    document.documentElement.style.colorScheme = 'dark';
    await vi.waitFor(() => {
      expect(chip()).toBe('#feeda1');
    });
    expect(light).not.toBe('#feeda1');
    element.palette = 'safe';
    await frames();
    expect(chip()).toBe('#f6a4ff');
  });

  it('follows its width', async () => {
    const { element, root } = await shown();
    element.style.width = '320px';
    await frames(5);
    expect(canvasOf(root).width).toBe(Math.round(320 * devicePixelRatio));
    expect(ink(element)).toBeGreaterThan(500);
  });

  it('shows its content while there is no frame', async () => {
    const element = document.createElement('uh-embedding');
    element.textContent = 'Press Run.';
    document.body.append(element);
    await element.updateComplete;
    expect(element.shadowRoot?.querySelector('slot')?.assignedNodes()).toHaveLength(1);
    element.player = new Player(syntheticTrace(OPTIONS));
    await vi.waitFor(() => {
      expect(element.shadowRoot?.querySelector('slot')).toBeNull();
    });
  });
});

describe('hovering', () => {
  /** A point of the class at the far left, found through the keyboard's way of asking. */
  async function hover(root: ShadowRoot): Promise<void> {
    const canvas = canvasOf(root);
    const label = root.querySelectorAll('.labels text')[8]?.getBoundingClientRect();
    if (!label) throw new Error('there is no label');
    const { left, top } = canvas.getBoundingClientRect();
    for (let dx = 0; dx < 60 && !root.querySelector('.tooltip'); dx += 6) {
      canvas.dispatchEvent(
        new PointerEvent('pointermove', {
          clientX: label.x + dx,
          clientY: label.y,
          pointerType: 'mouse',
        }),
      );
      await frames(1);
    }
    expect([left, top].every(Number.isFinite)).toBe(true);
    await frames();
  }

  it('shows the image, its class and its index, and rings the point', async () => {
    const { root, player } = await shown();
    player.seek(4);
    await frames();
    await hover(root);
    expect(text(root, '.tooltip .name')).toBe('Bag');
    expect(text(root, '.tooltip .detail')).toMatch(/^image \d*8$/);
    const tile = root.querySelector<HTMLCanvasElement>('.tooltip canvas');
    expect([tile?.width, tile?.style.width]).toEqual([28, '112px']);
    expect(tile?.classList.contains('waiting')).toBe(false);
    expect(root.querySelector<SVGElement>('.labels .ring')?.style.display).toBe('');
  });

  it('tells which image of the dataset a sample’s point is, and no image where nobody knows', async () => {
    const trace = syntheticTrace(OPTIONS);
    const dataset = { ...trace.info.dataset, count: 60_000 };
    const indices = Uint32Array.from(trace.info.labels, (_, i) => 1000 + i);
    for (const [sample, words] of [
      [{ indices }, /^image 1,\d\d8$/],
      [{}, /^point \d*8$/],
    ] as const) {
      const info = { ...trace.info, dataset, ...sample };
      const sampled = new LoadedTrace<typeof info, UmapFrame>(info, 5);
      sampled.put(0, trace.frames);
      const { root, element } = await shown(OPTIONS, (element) => {
        element.player = new Player(sampled, { following: false });
        element.images = () => undefined;
      });
      element.player?.seek(4);
      await frames();
      await hover(root);
      expect(text(root, '.tooltip .name')).toBe('Bag');
      expect(text(root, '.tooltip .detail')).toMatch(words);
      expect(root.querySelector('.tooltip canvas')).toBeNull();
      element.remove();
    }
  });

  it('drops an image that arrives after the cursor has left', async () => {
    let answer: (samples: Samples) => void = () => undefined;
    const { root, player, element } = await shown();
    element.images = () =>
      new Promise((resolve) => {
        answer = resolve;
      });
    player.seek(4);
    await frames();
    await hover(root);
    expect(root.querySelector('.tooltip canvas')?.classList.contains('waiting')).toBe(true);
    root
      .querySelector('.plot')
      ?.dispatchEvent(new PointerEvent('pointerleave', { pointerType: 'mouse' }));
    answer(await syntheticImages([0]));
    await frames();
    expect(root.querySelector('.tooltip')).toBeNull();
  });

  it('still tells class and index when the image cannot be had', async () => {
    const { root, player, element } = await shown();
    element.images = () => Promise.reject(new Error('the worker is gone'));
    player.seek(4);
    await frames();
    await hover(root);
    expect(text(root, '.tooltip .name')).toBe('Bag');
    expect(root.querySelector('.tooltip canvas')).toBeNull();
  });
});

/** Gestures come with the cursor, and say which touches are theirs. */
async function interested(root: ShadowRoot): Promise<void> {
  canvasOf(root).dispatchEvent(new PointerEvent('pointerenter'));
  await vi.waitFor(() => {
    expect(canvasOf(root).style.touchAction).toBe('pan-y');
  });
}

describe('the wheel', () => {
  it('belongs to the page, until ctrl is held or the plot was clicked', async () => {
    const { root } = await shown();
    await interested(root);
    const turn = (init: WheelEventInit = {}): WheelEvent => {
      const event = new WheelEvent('wheel', { deltaY: -100, cancelable: true, ...init });
      canvasOf(root).dispatchEvent(event);
      return event;
    };
    expect(turn().defaultPrevented).toBe(false);
    await frames();
    expect(root.querySelector('.hint.on')).not.toBeNull();
    expect(turn({ ctrlKey: true }).defaultPrevented).toBe(true);
    canvasOf(root).dispatchEvent(new PointerEvent('pointerdown'));
    expect(turn().defaultPrevented).toBe(true);
  });
});

describe('life and death', () => {
  it('keeps its context when it is moved, and frees it some time after it is removed', async () => {
    const { element, root } = await shown(OPTIONS, (made) => {
      made.renderer = 'webgl2';
    });
    const canvas = canvasOf(root);
    const other = document.createElement('div');
    document.body.append(other);
    other.append(element);
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(canvas.getContext('webgl2')?.isContextLost()).toBe(false);
    expect(canvasOf(root)).toBe(canvas);
    element.remove();
    await vi.waitFor(() => {
      expect(canvas.getContext('webgl2')?.isContextLost()).toBe(true);
    });
    document.body.append(element);
    await vi.waitFor(() => {
      expect(ink(element)).toBeGreaterThan(1000);
    });
  });

  it('ten elements draw, eight of them with WebGL2', async () => {
    const elements = await Promise.all(
      Array.from({ length: 10 }, () =>
        shown(OPTIONS, (element) => {
          element.style.cssText = 'position: fixed; top: 0; left: 0; width: 320px';
        }),
      ),
    );
    const kinds = elements.map(({ element }) => element.rendererKind);
    expect(kinds.filter((kind) => kind === 'webgl2').length).toBeLessThanOrEqual(8);
    for (const { element } of elements) expect(ink(element)).toBeGreaterThan(500);
  });

  it('binds to a composite by id, whenever that comes', async () => {
    const element = document.createElement('uh-embedding');
    element.for = 'run';
    document.body.append(element);
    await element.updateComplete;
    const composite = Object.assign(document.createElement('div'), {
      id: 'run',
      player: undefined as UhEmbedding['player'],
    });
    document.body.append(composite);
    await frames();
    composite.player = new Player(syntheticTrace(OPTIONS));
    composite.dispatchEvent(new Event('uh-source'));
    expect(element.player).toBe(composite.player);
    element.for = undefined;
    await element.updateComplete;
    expect(element.player).toBeUndefined();
  });
});

describe('<uh-embedding> of three components', () => {
  const three: SyntheticOptions = { ...OPTIONS, components: 3 };
  const picture = (element: UhEmbedding): string => String(element.readPixels()?.data.join());
  const turning = (root: ShadowRoot): HTMLButtonElement | null =>
    root.querySelector('[aria-label="Stop turning"], [aria-label="Turn slowly"]');

  it('turns slowly, and stops when asked', async () => {
    const { element, root } = await shown(three);
    const first = picture(element);
    await vi.waitFor(() => {
      expect(picture(element)).not.toBe(first);
    });
    turning(root)?.click();
    await frames();
    expect(turning(root)?.getAttribute('aria-label')).toBe('Turn slowly');
    const stopped = picture(element);
    await frames(6);
    expect(picture(element)).toBe(stopped);
  });

  it('stands still while the cursor is on it, and for good once it was turned by hand', async () => {
    const { element, root } = await shown(three);
    const plot = root.querySelector('.plot');
    plot?.dispatchEvent(new PointerEvent('pointerenter', { pointerType: 'mouse' }));
    await frames();
    const held = picture(element);
    await frames(6);
    expect(picture(element)).toBe(held);
    await vi.waitFor(() => {
      key(root, 'ArrowRight');
      expect(picture(element)).not.toBe(held);
    });
    plot?.dispatchEvent(new PointerEvent('pointerleave', { pointerType: 'mouse' }));
    await frames();
    expect(turning(root)?.getAttribute('aria-label')).toBe('Turn slowly');
  });

  it('does not turn by itself where less motion is wanted, but does when asked', async () => {
    const { element, root } = await shown(three, (made) => (made.smooth = false));
    const still = picture(element);
    await frames(6);
    expect(picture(element)).toBe(still);
    turning(root)?.click();
    await vi.waitFor(() => {
      expect(picture(element)).not.toBe(still);
    });
  });

  it('has no such button in two', async () => {
    const { root } = await shown();
    expect(turning(root)).toBeNull();
  });
});

it('every example draws without a complaint', async () => {
  const error = vi.spyOn(console, 'error');
  for (const example of examples) {
    if (example.name.startsWith('60,000')) continue; // slow without a GPU
    const element = example.render();
    document.body.append(element);
    await frames(4);
    expect(element.shadowRoot?.querySelector('canvas'), example.name).not.toBeNull();
    element.remove();
  }
  expect(error).not.toHaveBeenCalled();
});
