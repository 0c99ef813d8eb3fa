import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { UmapFrame } from '../../../workers/contracts/umap.ts';
import { Recorder, type UmapTraceInfo } from '../../trace/trace.ts';
import { finder, textOf, violations } from '../cnn/testing.ts';
import { syntheticTrace } from '../embedding/synthetic-trace.ts';
import { UhMistakes } from './mistakes.ts';
import { type MadeUpTests, testsSource } from './made-up-source.ts';
import type { Layout } from './place.ts';

let element: UhMistakes;
let source: MadeUpTests;

const inside = finder(() => element);
const all = (selector: string): HTMLElement[] => [
  ...element.renderRoot.querySelectorAll<HTMLElement>(selector),
];

async function bind(to: MadeUpTests, tested = true): Promise<void> {
  source = to;
  document.body.append(source);
  source.player.seek(48);
  if (tested) source.complete(48);
  element.for = source.id;
  await element.updateComplete;
  if (tested) await pictured();
}

/** The strip's pictures have come. */
async function pictured(): Promise<void> {
  await vi.waitFor(async () => {
    await element.updateComplete;
    expect(all('.card').length).toBeGreaterThan(0);
    const canvas = inside<HTMLCanvasElement>('.card canvas');
    expect(canvas.getContext('2d')?.getImageData(5, 5, 1, 1).data[3]).toBe(255);
  });
}

async function choose(at: number): Promise<void> {
  all('.card')[at]?.click();
  await element.updateComplete;
}

beforeEach(() => {
  element = new UhMistakes();
  element.style.width = '700px';
  document.body.append(element);
});

afterEach(() => {
  element.remove();
  source.remove();
});

describe('<uh-mistakes>', () => {
  it('is accessible in both themes: before a test, after it, and with a mistake chosen', async () => {
    await bind(testsSource(), false);
    expect(await violations(element)).toEqual([]);
    source.complete(48);
    await pictured();
    expect(await violations(element)).toEqual([]);
    await choose(0);
    await vi.waitFor(() => {
      expect(all('.nearest li')).toHaveLength(8);
    });
    expect(await violations(element)).toEqual([]);
  });

  it('says that a test must come first, and makes it', async () => {
    let finish: () => void = () => undefined;
    const until = new Promise<void>((resolve) => {
      finish = resolve;
    });
    await bind(testsSource({ until }), false);
    expect(textOf(inside('.placeholder button'))).toBe('Test epoch 48');
    inside('.placeholder button').click();
    await element.updateComplete;
    expect(source.asked).toEqual(['evaluate 48']);
    expect(textOf(inside('[role=status]'))).toBe('Testing epoch 48 …');
    finish();
    await pictured();
    expect(textOf(inside('.title'))).toBe('Surest mistakes among 200 test images after epoch 48');
  });

  it('says of a recording that it has no images, not that all are right', async () => {
    const recorded = testsSource();
    recorded.complete(48);
    const images = vi.fn(() => Promise.reject(new Error('A recording shows no images.')));
    await bind(Object.assign(recorded, { recordedAt: 'run.zarr', images }), false);
    expect(textOf(inside('.placeholder'))).toContain('A recording has no images.');
    expect(all('.title')).toHaveLength(0);
    expect(images).not.toHaveBeenCalled();
    expect(all('[role=alert]')).toHaveLength(0);
  });

  it('says why a test cannot be made', async () => {
    await bind(testsSource({ refuses: new Error('The weights are not kept.') }), false);
    inside('.placeholder button').click();
    await vi.waitFor(() => {
      expect(textOf(inside('[role=alert]'))).toBe('The weights are not kept.');
    });
  });

  it('shows the surest mistakes first, true and predicted class and how sure it was', async () => {
    await bind(testsSource());
    expect(all('.card')).toHaveLength(12);
    const shares = all('.share').map((share) => Number.parseFloat(textOf(share)));
    expect(shares).toEqual([...shares].sort((a, b) => b - a));
    expect(all('.card')[0]?.getAttribute('aria-label')).toMatch(
      /^Test image \d+: an? \w+ taken for an? \w+, [\d.]+% sure$/,
    );
    inside('.more').click();
    await element.updateComplete;
    expect(all('.card')).toHaveLength(24);
  });

  it('shows of a chosen one its training neighbours and what became of it, and closes again', async () => {
    await bind(testsSource());
    await choose(1);
    expect(all('.card')[1]?.getAttribute('aria-pressed')).toBe('true');
    await vi.waitFor(() => {
      expect(all('.nearest li')).toHaveLength(8);
      expect(source.asked.filter((what) => what.startsWith('predict'))).toHaveLength(10);
    });
    expect(source.asked.slice(1, 4)).toEqual(['predict 0', 'predict 48', 'predict 16']);
    await element.updateComplete;
    expect(inside('.plot').getAttribute('aria-label')).toMatch(
      /^Probabilities from epoch 0 to 48: \w+ from 10% to \d+%, \w+ from \d+% to \d+%$/,
    );
    expect(textOf(inside('.study .small'))).toMatch(
      /^Of these 8, (\d|none) (is|are) of its true class, \w+, and (\d|none) of the one/,
    );
    await choose(1);
    expect(all('.study')).toHaveLength(0);
  });

  it('shows where the playhead is, and what the probabilities were there', async () => {
    await bind(testsSource());
    await choose(0);
    await vi.waitFor(() => {
      expect(source.asked).toContain('predict 40');
    });
    source.player.seek(24);
    await vi.waitFor(() => {
      expect(inside('.playhead').style.getPropertyValue('--_x')).toBe('0.5');
    });
    expect(textOf(inside('.legend'))).toMatch(/the true class \d+\.\d% /);
    // A test of that epoch can be had; meanwhile the latest one is shown.
    expect(textOf(inside('.head button'))).toBe('Test epoch 24');
  });

  it('stops what it computes for a mistake when another one is chosen, or it goes', async () => {
    await bind(testsSource({ until: new Promise(() => undefined) }));
    await choose(0);
    await choose(1);
    expect(source.asked.filter((what) => what === 'abort')).toHaveLength(1);
    element.remove();
    expect(source.asked.filter((what) => what === 'abort')).toHaveLength(2);
  });

  it('marks its place in a finished layout of the same dataset, and takes the mark away again', async () => {
    const { info } = testsSource().player.trace;
    const { frames, info: made } = syntheticTrace({ points: 200, frames: 2 });
    const trace = new Recorder<UmapTraceInfo, UmapFrame>({ ...made, dataset: info.dataset }, 2);
    for (const frame of frames) trace.append(frame);
    const position = frames.at(-1)?.embedding.slice(8, 10) ?? new Float32Array();
    const layout: Layout = Object.assign(document.createElement('uh-umap') as HTMLElement, {
      ...{ state: 'done', trace, mark: undefined },
      transform: () => Promise.resolve(position),
    });
    const other = Object.assign(document.createElement('uh-umap') as HTMLElement, {
      ...{ state: 'done', trace: syntheticTrace({ points: 50, frames: 1 }), mark: undefined },
      transform: () => Promise.reject(new Error('It is of another dataset.')),
    });
    document.body.append(other, layout);
    await bind(testsSource());
    await choose(0);
    await vi.waitFor(() => {
      expect(textOf(inside('.place'))).toMatch(
        /^In the layout, where it is marked, its 5 nearest points are (\d|all) of \w+/,
      );
    });
    expect(layout.mark).toEqual({ trace, position });
    expect(other.mark).toBeUndefined();
    inside('.facts button').click();
    expect(layout.mark).toBeUndefined();
    other.remove();
    layout.remove();
  });

  it('lets the mistakes of a pair stand out, both ways', async () => {
    await bind(testsSource());
    const label = all('.card')[0]?.getAttribute('aria-label') ?? '';
    const [, truth, predicted] = /: an? (\w+) taken for an? (\w+),/.exec(label) ?? [];
    const names = element.classNames ?? [];
    element.pair = { a: names.indexOf(predicted ?? ''), b: names.indexOf(truth ?? '') };
    await element.updateComplete;
    expect(all('.card')[0]?.classList.contains('faint')).toBe(false);
    expect(all('.card.faint').length).toBeGreaterThan(0);
  });

  it('fits 320 px', async () => {
    element.style.width = '320px';
    await bind(testsSource());
    await choose(0);
    await vi.waitFor(() => {
      expect(all('.nearest li')).toHaveLength(8);
    });
    expect(element.scrollWidth).toBeLessThanOrEqual(320);
  });
});
