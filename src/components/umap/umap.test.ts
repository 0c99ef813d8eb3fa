import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { UhEmbedding } from '../embedding/embedding.ts';
import { ScriptedRun } from './scripted-run.ts';
import './quality.ts';
import { UhUmap } from './umap.ts';

let element: UhUmap;
let run: ScriptedRun;

/** Longer than an element may be out of the document before its run is ended, ms. */
const GONE = 400;

async function show(markup = '<uh-umap dataset="garments" controls></uh-umap>'): Promise<void> {
  run = new ScriptedRun();
  const holder = document.createElement('template');
  holder.innerHTML = markup;
  element = document.importNode(holder.content, true).firstElementChild as UhUmap;
  element.createRun = () => run;
  document.body.append(element);
  await element.updateComplete;
}

// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- says what the selector finds, as querySelector does
function inside<T extends Element = HTMLElement>(selector: string): T {
  const found = element.renderRoot.querySelector<T>(selector);
  if (!found) throw new Error(`There is no ${selector}.`);
  return found;
}

const has = (selector: string): boolean => element.renderRoot.querySelector(selector) !== null;
const text = (selector: string): string =>
  inside(selector).textContent.replaceAll(/\s+/g, ' ').trim();

function button(label: string): HTMLButtonElement {
  const buttons = [...element.renderRoot.querySelectorAll('button')];
  const found = buttons.find(({ textContent }) => textContent.trim() === label);
  if (!found) throw new Error(`There is no button «${label}».`);
  return found;
}

/** Starts, and waits until the run has been asked to. */
async function begin(): Promise<void> {
  const before = run.started.length;
  void element.start();
  await expect.poll(() => run.started.length, { interval: 1 }).toBe(before + 1);
}

async function violations(): Promise<string[]> {
  const { violations } = await axe.run(element);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.html).join(' ')}`);
}

beforeEach(async () => {
  await show();
});

afterEach(() => {
  element.remove();
});

describe('<uh-umap>', () => {
  it('is accessible in every state', async () => {
    expect(await violations()).toEqual([]);
    await begin();
    run.report('draw', 100, 5000, 'images');
    await element.updateComplete;
    expect(await violations()).toEqual([]);
    run.prepare().record(20);
    await element.updateComplete;
    expect(await violations()).toEqual([]);
    run.complete();
    await run.measure();
    inside<HTMLDetailsElement>('.parameters').open = true;
    await element.updateComplete;
    expect(await violations()).toEqual([]);
    run.failWith({ code: 'worker-died', message: 'It ended.' });
    await element.updateComplete;
    expect(await violations()).toEqual([]);
  });

  it('starts nothing by itself, and offers to', async () => {
    expect(run.started).toEqual([]);
    expect(text('.idle h2')).toBe('Garments');
    button('Run it live on this device').click();
    await expect.poll(() => run.started.length, { interval: 1 }).toBe(1);
    expect(run.started[0]).toMatchObject({
      dataset: 'garments',
      points: undefined,
      engine: 'auto',
      params: { nNeighbors: 15, minDist: 0.2, nEpochs: 128, learningRate: 0.33, seed: 24 },
    });
    await element.updateComplete;
    expect(text('.busy .kicker')).toBe('Loading');
  });

  it('says what it does: stage, counts, data, engine, time left', async () => {
    await begin();
    run.prepare().report('neighbours', 3210, 5000);
    await element.updateComplete;
    expect(text('.status .now')).toBe('Finding neighbours 3,210 of 5,000');
    expect(inside('.progress').getAttribute('aria-valuenow')).toBe('33');
    run.record(38).report('layout', 37, 128, 'epochs');
    await element.updateComplete;
    expect(text('.status .now')).toBe('Learning the layout, epoch 37 of 128, 8 s left');
    expect(text('.status')).toContain('images drawn by this project, 2,000 points umap-js on');
  });

  it('speaks at a new stage, and not at every tick', async () => {
    await begin();
    run.prepare().report('neighbours', 1, 5000);
    await element.updateComplete;
    const spoken = inside('[role=status]');
    expect(spoken.textContent).toBe('Finding neighbours.');
    let changes = 0;
    const observer = new MutationObserver(() => (changes += 1));
    observer.observe(spoken, { childList: true, characterData: true, subtree: true });
    for (let done = 2; done < 20; done++) {
      run.report('neighbours', done, 5000);
      await element.updateComplete;
    }
    expect(changes).toBe(0);
    run.report('graph', 1, 5000);
    await element.updateComplete;
    expect(spoken.textContent).toBe('Building the graph.');
    observer.disconnect();
  });

  it('says plainly when other images stand in', async () => {
    await begin();
    run.prepare();
    run.dataset = { ...run.dataset, standIn: 'Drawn images stand in for it.' } as never;
    run.report('graph', 1, 2);
    await element.updateComplete;
    expect(text('.stand-in')).toContain('Drawn images stand in for it.');
  });

  it('pauses, goes on, and is cancelled with its frames kept', async () => {
    await begin();
    run.prepare().record(10);
    await element.updateComplete;
    button('Pause run').click();
    expect(element.state).toBe('paused');
    await element.updateComplete;
    button('Resume run').click();
    expect(element.state).toBe('running');
    await element.updateComplete;
    button('Cancel').click();
    await element.updateComplete;
    expect(element.state).toBe('idle');
    expect(element.frameCount).toBe(10);
    expect(has('uh-timeline')).toBe(true);
    expect(text('.status .now')).toBe('Cancelled; 10 frames are kept');
    expect(button('Run again').disabled).toBe(false);
  });

  it('tells of everything with events that cross shadow roots', async () => {
    const told: string[] = [];
    for (const type of ['uh-state', 'uh-progress', 'uh-frame', 'uh-done', 'uh-error']) {
      element.addEventListener(type, (event) => {
        if (event.bubbles && event.composed && told.at(-1) !== type) told.push(type);
      });
    }
    const finished = element.start();
    await expect.poll(() => run.started.length, { interval: 1 }).toBe(1);
    run.prepare().record(1).complete();
    await finished;
    expect(told[0]).toBe('uh-state');
    expect(new Set(told)).toEqual(new Set(['uh-state', 'uh-progress', 'uh-frame', 'uh-done']));
    expect(told.at(-1)).toBe('uh-done');
    expect(element.frameCount).toBe(129);
  });

  it('can be scrubbed while it learns, and hands out its frames as copies', async () => {
    await begin();
    run.prepare().record(30);
    element.seek(4);
    run.record(5);
    await element.updateComplete;
    expect(element.playhead).toBe(4);
    const frame = element.frame(4);
    expect(frame).toEqual(element.trace?.frames[4]?.embedding);
    expect(frame).not.toBe(element.trace?.frames[4]?.embedding);
    expect(element.frame(99)).toBeUndefined();
  });

  it('offers the size that fits after too large a run', async () => {
    await begin();
    run.prepare().failWith({
      code: 'out-of-memory',
      message: 'It needs 1.4 GB. 100,000 should fit.',
      details: { needed: 1.4e9, fits: 100_000 },
    });
    await element.updateComplete;
    expect(await violations()).toEqual([]);
    button('Run 100,000 images instead').click();
    await expect.poll(() => run.started).toHaveLength(2);
    expect(run.started.at(-1)?.points).toBe(100_000);
    expect(element.getAttribute('points') ?? String(element.points)).toBe('100000');
  });

  it('shows an error with what to do, and keeps the frames playable', async () => {
    let code: string | undefined;
    element.addEventListener('uh-error', ({ error }) => (code = error.code));
    await begin();
    run.prepare().record(10).failWith({ code: 'worker-died', message: 'It ended. Try again.' });
    await element.updateComplete;
    expect(code).toBe('worker-died');
    expect(element.error?.message).toBe('It ended. Try again.');
    expect(text('[role=alert]')).toContain('It ended. Try again.');
    expect(text('[role=alert]')).toContain('10 frames');
    element.seek(3);
    expect(element.playhead).toBe(3);
    button('Try again').click();
    expect(run.started).toHaveLength(2);
  });

  it('hands values that make no sense to the run as they are', async () => {
    element.remove();
    await show(
      '<uh-umap dataset="x" points="many" engine="abacus" min-dist="" n-neighbors="-3"></uh-umap>',
    );
    await begin();
    expect(run.started.at(-1)).toMatchObject({
      dataset: 'x',
      points: Number.NaN,
      engine: 'abacus',
      params: { minDist: Number.NaN, nNeighbors: -3 },
    });
  });

  it('says when the run’s code cannot be loaded, and tries again', async () => {
    element.createRun = () => Promise.reject(new Error('offline'));
    const codes: string[] = [];
    element.addEventListener('uh-error', ({ error }) => codes.push(error.code));
    await element.start();
    await element.updateComplete;
    expect([element.state, codes]).toEqual(['failed', ['network']]);
    expect(text('[role=alert]')).toContain('Check the connection');
    element.createRun = () => run;
    button('Try again').click();
    await expect.poll(() => run.started.length).toBe(1);
    expect(element.error).toBeUndefined();
  });

  it('can be cancelled while the run’s code is on its way', async () => {
    let arrive: (run: ScriptedRun) => void = () => undefined;
    element.createRun = () => new Promise((resolve) => (arrive = resolve));
    const finished = element.start();
    expect(element.state).toBe('loading');
    element.cancel();
    expect(element.state).toBe('idle');
    arrive(run);
    await finished;
    expect(run.started).toEqual([]);
  });

  it('asks before a large run, saying what it takes', async () => {
    element.engine = 'umap-js';
    element.points = 20_000;
    await element.updateComplete;
    button('Run it live on this device').focus();
    button('Run it live on this device').click();
    await element.updateComplete;
    expect(run.started).toEqual([]);
    expect(element.shadowRoot?.activeElement?.id).toBe('confirm-title');
    expect(text('[role=alertdialog]')).toMatch(/20,000 points.*About .* of memory/);
    expect(await violations()).toEqual([]);
    button('Not now').click();
    await element.updateComplete;
    expect(has('[role=alertdialog]')).toBe(false);
    button('Run it live on this device').click();
    await element.updateComplete;
    button('Run it').click();
    await expect.poll(() => run.started.length, { interval: 1 }).toBe(1);
    expect(run.started[0]?.points).toBe(20_000);
  });

  it('starts a large run at once when a script says so', async () => {
    element.engine = 'umap-js';
    element.points = 20_000;
    await begin();
    expect(run.started).toHaveLength(1);
  });

  it('changes parameters for the next run, and goes back to the article’s', async () => {
    await begin();
    run.prepare().record(3);
    const neighbours = inside<HTMLInputElement>('#field-nNeighbors');
    neighbours.value = '30';
    neighbours.dispatchEvent(new Event('change'));
    await element.updateComplete;
    expect(element.nNeighbors).toBe(30);
    expect(text('.next-run')).toBe('Applies to the next run.');
    button('Run again with these').click();
    expect(run.started[1]?.params.nNeighbors).toBe(30);
    await element.updateComplete;
    expect(has('.next-run')).toBe(false);
    button('Back to the article’s values').click();
    await element.updateComplete;
    expect(element.nNeighbors).toBe(15);
    expect(neighbours.value).toBe('15');
  });

  it('mirrors its attributes, the dataset’s name among them', async () => {
    expect((element as unknown as { dataset: string }).dataset).toBe('garments');
    (element as unknown as { dataset: string }).dataset = 'objects';
    await element.updateComplete;
    expect(element.datasetName).toBe('objects');
    element.setAttribute('n-epochs', '20');
    expect(element.nEpochs).toBe(20);
    element.removeAttribute('n-epochs');
    expect(element.nEpochs).toBe(128);
  });

  it('computes once the recording’s address is taken away', async () => {
    await show('<uh-umap src="traces/none/"></uh-umap>');
    expect(element.recordedAt).toBe('traces/none/');
    element.removeAttribute('src');
    expect(element.recordedAt).toBe('');
    await begin();
    expect(element.recordedAt).toBe('');
  });

  it('starts by itself with autoplay, and when lazy only in view', async () => {
    element.remove();
    await show('<uh-umap dataset="garments" autoplay></uh-umap>');
    await expect.poll(() => run.started.length).toBe(1);
    element.remove();
    await show(
      '<uh-umap dataset="garments" autoplay loading="lazy" style="margin-top:9000px"></uh-umap>',
    );
    for (let i = 0; i < 3; i++) await new Promise(requestAnimationFrame);
    expect(run.started).toHaveLength(0);
    element.scrollIntoView();
    await expect.poll(() => run.started.length).toBe(1);
  });

  it('is styled from outside by its parts, those of plot and timeline among them', async () => {
    const style = document.createElement('style');
    const parts = ['canvas', 'plot', 'legend', 'zoom', 'buttons', 'scrubber', 'status', 'controls'];
    style.textContent = parts
      .map((part) => `uh-umap::part(${part}) { --test: ${part}; }`)
      .join('\n');
    document.head.append(style);
    await begin();
    run.prepare().record(3);
    await element.updateComplete;
    const roots = [element, inside('uh-embedding'), inside('uh-timeline')].map(
      ({ shadowRoot }) => shadowRoot,
    );
    const styled = (): string[] =>
      roots.flatMap((root) =>
        [...(root?.querySelectorAll('[part]') ?? [])].map((part) =>
          getComputedStyle(part).getPropertyValue('--test').trim(),
        ),
      );
    await expect.poll(styled).toEqual(expect.arrayContaining(parts));
    style.remove();
  });

  it('shows quality with explanations when it is measured', async () => {
    await begin();
    run.prepare().complete();
    await run.measure();
    element.seek(128);
    await element.updateComplete;
    await expect
      .poll(() => text('.quality'))
      .toMatch(/Trustworthiness 0.970.*Label agreement 0.706.*recall 0.996/);
    const tip = inside('[role=tooltip]');
    expect(getComputedStyle(tip).visibility).toBe('hidden');
    inside<HTMLButtonElement>('.measure button').focus();
    expect(getComputedStyle(tip).visibility).toBe('visible');
  });

  it('shows the quality of the frame at the playhead, as an estimate until it is measured', async () => {
    await begin();
    run.prepare().record(65);
    element.seek(0);
    await expect.poll(() => text('.quality')).toMatch(/Trustworthiness ≈ 0.900/);
    expect(text('.quality')).toMatch(/Label agreement ≈ 0.500.*recall ≈ 0.994/);
    element.seek(64);
    await expect.poll(() => text('.quality')).toMatch(/Trustworthiness ≈ 0.935/);
    expect(inside('.sparkline polyline').getAttribute('points')?.split(' ')).toHaveLength(65);
    const markAt = (): string | null => inside('.sparkline circle').getAttribute('cx');
    const before = markAt();
    element.seek(10);
    await expect.poll(markAt).not.toBe(before);
    expect(await violations()).toEqual([]);
    await run.complete().measure();
    element.seek(128);
    await expect.poll(() => text('.quality')).toMatch(/Trustworthiness 0.970.*recall 0.996/);
    element.seek(64);
    await expect.poll(() => text('.quality')).toMatch(/Trustworthiness ≈ 0.935/);
  });

  it('projects the test images when asked, on top of the layout, and goes back', async () => {
    await begin();
    await run.prepare().complete().measure();
    await element.updateComplete;
    button('Project the 10,000 test images').click();
    run.report('neighbours', 300, 1000);
    await element.updateComplete;
    expect(text('.now')).toBe('Projecting new images: finding neighbours 300 of 1,000');
    expect(element.state).toBe('done');
    await run.completeProjection();
    await expect.poll(() => text('.now')).toMatch(/^200 test images among those/);
    const figure = inside<UhEmbedding>('uh-embedding');
    await expect.poll(() => figure.player?.trace.info.projectedFrom).toBe(2000);
    expect(figure.player?.playing).toBe(true);
    expect(text('.quality')).toContain('Agreement of new images 0.706');
    expect(await violations()).toEqual([]);
    expect(element.player?.trace).toBe(run.trace);
    button('Back to the run').click();
    await element.updateComplete;
    expect(figure.player).toBe(element.player);
    button('Project the 10,000 test images').click();
    await expect.poll(() => figure.player?.trace.info.projectedFrom).toBe(2000);
  });

  it('can give a projection up, or fails at it, and keeps its run', async () => {
    await begin();
    run.prepare().complete();
    await element.updateComplete;
    button('Project the 10,000 test images').click();
    await element.updateComplete;
    button('Cancel projection').click();
    await element.updateComplete;
    expect(run).toMatchObject({ state: 'done', projecting: false });
    run.project = () => Promise.reject(Object.assign(new Error('No net.'), { code: 'network' }));
    button('Project the 10,000 test images').click();
    await expect.poll(() => text('.now')).toBe('Not projected. No net.');
    expect(element.state).toBe('done');
  });

  it('places images that a script hands over', async () => {
    await expect(element.transform(new Uint8Array(784))).rejects.toThrow(/start a run/);
    await begin();
    run.prepare().complete();
    expect(await element.transform(new Uint8Array(3 * 784))).toHaveLength(6);
  });

  it('ends its run when it is removed, once it has been gone for a moment', async () => {
    await begin();
    run.prepare().record(3);
    element.remove();
    expect(run.disposals).toBe(0);
    await expect.poll(() => run.disposals).toBe(1);
  });

  it('loses nothing when it is moved', async () => {
    await begin();
    run.prepare().record(3);
    const place = document.createElement('div');
    document.body.append(place);
    place.append(element);
    await new Promise((resolve) => setTimeout(resolve, GONE));
    expect(run.disposals).toBe(0);
    run.record(2);
    await element.updateComplete;
    expect(element.frameCount).toBe(5);
    place.remove();
  });

  it('passes its player and images to its parts and to parts that stand alone', async () => {
    element.id = 'composite';
    const alone = document.createElement('uh-timeline');
    alone.for = 'composite';
    document.body.append(alone);
    await begin();
    run.prepare().record(3);
    await element.updateComplete;
    const embedding = inside<HTMLElement & { player: unknown }>('uh-embedding');
    expect(embedding.player).toBe(element.player);
    expect(alone.player).toBe(element.player);
    expect((await element.images([0]))?.labels).toHaveLength(1);
    alone.remove();
  });
});
