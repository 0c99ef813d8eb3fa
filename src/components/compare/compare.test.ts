import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import '../cnn/cnn.ts';
import type { UhCnn } from '../cnn/cnn.ts';
import { ScriptedCnnRun } from '../cnn/scripted-run.ts';
import type { UhTimeline } from '../timeline/timeline.ts';
import { ScriptedRun } from '../umap/scripted-run.ts';
import { UhUmap } from '../umap/umap.ts';
import type { UhCompare } from './compare.ts';
import { examples } from './compare.example.ts';

let holder: HTMLElement;
let umap: UhUmap;
let run: ScriptedRun;

/** Longer than an element may be out of the document before its run is ended, ms. */
const GONE = 400;

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A figure of the page, its run not started yet. */
async function show(): Promise<void> {
  run = new ScriptedRun();
  umap = document.createElement('uh-umap');
  umap.datasetName = 'garments';
  umap.controls = true;
  umap.nEpochs = 20;
  umap.id = 'figure';
  umap.createRun = () => run;
  holder.append(umap);
  await umap.updateComplete;
}

async function begin(
  element: UhUmap | UhCnn,
  runs: { started: readonly unknown[] },
): Promise<void> {
  const before = runs.started.length;
  void element.start();
  await expect.poll(() => runs.started.length, { interval: 1 }).toBe(before + 1);
}

function comparison(): UhCompare {
  const found = holder.querySelector('uh-compare');
  if (!found) throw new Error('There is no comparison.');
  return found;
}

function buttonOf(root: HTMLElement | ShadowRoot, label: string): HTMLButtonElement {
  const buttons = [...root.querySelectorAll('button')];
  const found = buttons.find(
    ({ textContent }) => textContent.replaceAll(/\s+/g, ' ').trim() === label,
  );
  if (!found) throw new Error(`There is no button «${label}».`);
  return found;
}

// The render root of an element of ours is its shadow root.
const insideOf = (element: { renderRoot: HTMLElement | DocumentFragment }): ShadowRoot =>
  element.renderRoot as ShadowRoot;

const press = (label: string): void => {
  buttonOf(insideOf(comparison()), label).click();
};

/** What the reader sees, without what is for narrow places. */
function text(selector: string): string {
  const found = insideOf(comparison()).querySelector(selector);
  if (!found) throw new Error(`There is no ${selector}.`);
  const copy = found.cloneNode(true) as Element;
  for (const stacked of copy.querySelectorAll('.stacked, .sr')) stacked.remove();
  return copy.textContent.replaceAll(/\s+/g, ' ').trim();
}

const has = (selector: string): boolean => insideOf(comparison()).querySelector(selector) !== null;

async function settled(): Promise<void> {
  await wait(0);
  await comparison().updateComplete;
  await comparison().left?.updateComplete;
  await comparison().right?.updateComplete;
  await comparison().updateComplete;
}

/** Presses the figure's own button. */
async function compare(): Promise<void> {
  buttonOf(insideOf(umap), 'Compare').click();
  await expect.poll(() => holder.querySelector('uh-compare')?.left, { interval: 1 }).toBe(umap);
  await settled();
}

/** Chooses what differs; the second run that is started then. */
async function choose(label: string): Promise<ScriptedRun> {
  press(label);
  await expect.poll(() => run.forks.at(-1)?.started.length, { interval: 1 }).toBe(1);
  await settled();
  const fork = run.forks.at(-1);
  if (!fork) throw new Error('No second run was made.');
  return fork;
}

function timeline(): UhTimeline {
  const found = insideOf(comparison()).querySelector('uh-timeline');
  if (!found) throw new Error('There is no timeline.');
  return found;
}

beforeEach(() => {
  holder = document.createElement('div');
  document.body.append(holder);
});

afterEach(() => {
  holder.remove();
  document.documentElement.style.colorScheme = '';
});

describe('a comparison that a figure opens', () => {
  beforeEach(show);

  it('is offered once there is a run, and asks what should differ', async () => {
    expect(insideOf(umap).textContent).not.toContain('Compare');
    await begin(umap, run);
    await umap.updateComplete;
    expect(insideOf(umap).textContent).not.toContain('Compare');
    run.prepare().complete();
    await umap.updateComplete;
    await compare();
    expect(holder.firstElementChild).toBe(comparison());
    expect(text('.chooser h3')).toBe('What should differ?');
    expect(insideOf(comparison()).activeElement?.textContent).toBe('What should differ?');
    expect(text('.suggestions')).toBe(
      'n_neighbors 5 n_neighbors 50 min_dist 0 min_dist 0.8 seed 25',
    );
    expect(insideOf(umap).querySelector('.toolbar')?.textContent).not.toContain('Compare');
    expect(run.disposals).toBe(0);
  });

  it.each(['light', 'dark'])(
    'is accessible from choosing to the end, %s',
    async (scheme) => {
      document.documentElement.style.colorScheme = scheme;
      const violations = async (): Promise<string[]> => {
        await settled();
        const { violations } = await axe.run(holder);
        return violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.html).join(' ')}`);
      };
      await begin(umap, run);
      run.prepare().record(3);
      await umap.updateComplete;
      await compare();
      expect(await violations()).toEqual([]);
      press('min_dist 0.8');
      expect(await violations()).toEqual([]);
      run.complete();
      await expect.poll(() => run.forks[0]?.started.length, { interval: 1 }).toBe(1);
      run.forks[0]?.prepare().record(5);
      expect(await violations()).toEqual([]);
      run.forks[0]?.failWith({ code: 'worker-died', message: 'It ended.' });
      expect(await violations()).toEqual([]);
    },
    60_000,
  );

  it('runs the second with all else equal, and names what differs over each', async () => {
    umap.minDist = 0.4;
    await begin(umap, run);
    run.prepare().complete();
    // For the next run; the one on screen was made without.
    umap.seed = 99;
    await umap.updateComplete;
    await compare();
    const fork = await choose('n_neighbors 5');
    expect(fork.started[0]).toMatchObject({
      dataset: 'garments',
      params: { nNeighbors: 5, minDist: 0.4, nEpochs: 20, seed: 24 },
    });
    expect(text('.what')).toBe('Only n_neighbors differs.');
    expect([text('.side.left > h3'), text('.side.right > h3')]).toEqual([
      'Left n_neighbors 15',
      'Right n_neighbors 5',
    ]);
    const groups = [...insideOf(comparison()).querySelectorAll('.side')];
    expect(groups.map(({ ariaLabel }) => ariaLabel)).toEqual([
      'Left: n_neighbors 15',
      'Right: n_neighbors 5',
    ]);
    const { right } = comparison();
    expect(insideOf(right as UhUmap).querySelector('[role=status]')?.textContent).toBe(
      'Right: Loading the images.',
    );
  });

  it('takes any parameter, and says why a value makes no comparison', async () => {
    await begin(umap, run);
    run.prepare().complete();
    await umap.updateComplete;
    await compare();
    const root = insideOf(comparison());
    const select = root.querySelector<HTMLSelectElement>('.chooser .name select');
    if (!select) throw new Error('There is no choice of parameters.');
    select.value = 'spread';
    select.dispatchEvent(new Event('change'));
    await settled();
    press('Run it');
    await settled();
    expect(text('.problem')).toMatch(/has that value, too/);
    const input = root.querySelector<HTMLInputElement>('.chooser input');
    if (!input) throw new Error('There is no field.');
    input.value = '';
    input.dispatchEvent(new Event('change'));
    press('Run it');
    await settled();
    expect(text('.problem')).toMatch(/is no number/);
    input.value = '2.5';
    input.dispatchEvent(new Event('change'));
    await settled();
    expect(has('.problem')).toBe(false);
    expect((await choose('Run it')).started[0]).toMatchObject({ params: { spread: 2.5 } });
  });

  it('lets the second wait for a first that goes on, and says so', async () => {
    await begin(umap, run);
    run.prepare().record(5);
    await umap.updateComplete;
    await compare();
    press('seed 25');
    await settled();
    expect(text('.waiting')).toMatch(/Next: seed 25.*waits until the first has finished/);
    expect(insideOf(comparison()).querySelector('[role=status]')?.textContent).toMatch(/waits/);
    run.record(3);
    await settled();
    expect(run.forks).toEqual([]);
    run.complete();
    await expect.poll(() => run.forks[0]?.started.length, { interval: 1 }).toBe(1);
  });

  it('goes on while any of it is in view, and keeps the second waiting while nobody sees it', async () => {
    const inView = async (): Promise<void> => {
      for (let i = 0; i < 3; i++) await new Promise(requestAnimationFrame);
      await settled();
    };
    await begin(umap, run);
    run.prepare().record(5);
    await umap.updateComplete;
    await compare();
    press('seed 25');
    // As on a phone: the reader is at the other figure.
    umap.style.cssText = 'position: absolute; top: 9000px';
    await inView();
    expect(umap.state).toBe('running');
    holder.style.cssText = 'position: absolute; top: 9000px';
    await inView();
    expect(umap).toMatchObject({ state: 'paused', resting: true });
    expect(has('.waiting')).toBe(true);
    expect(run.forks).toEqual([]);
    holder.style.cssText = '';
    await inView();
    expect(umap.state).toBe('running');
  });

  it('lets the second wait for a network that is still being tested', async () => {
    const cnn = document.createElement('uh-cnn');
    const cnnRun = new ScriptedCnnRun();
    cnn.createRun = () => cnnRun;
    const two = document.createElement('uh-compare');
    two.append(cnn);
    umap.remove();
    holder.append(two);
    await begin(cnn, cnnRun);
    // As a run does: it is done, and then tests its last epoch.
    cnnRun.prepare().complete();
    void cnnRun.evaluate(48);
    await settled();
    press('seed 25');
    await settled();
    expect(has('.waiting')).toBe(true);
    cnnRun.completeTest();
    await expect.poll(() => cnnRun.forks[0]?.started.length, { interval: 1 }).toBe(1);
  });

  it('starts the second at once where the reader wants that, or the first pauses', async () => {
    await begin(umap, run);
    run.prepare().record(5);
    await umap.updateComplete;
    await compare();
    press('seed 25');
    await settled();
    await choose('Start it now');
    press('Change what differs');
    await settled();
    expect(has('.chooser')).toBe(true);
    press('min_dist 0');
    await settled();
    expect(has('.waiting')).toBe(true);
    umap.pause();
    await expect.poll(() => run.forks.length, { interval: 1 }).toBe(2);
  });

  it('shows the same epoch of both under one playhead', async () => {
    await begin(umap, run);
    run.prepare().complete();
    await umap.updateComplete;
    await compare();
    expect(insideOf(umap).querySelector('uh-timeline')).toBeNull();
    const fork = await choose('n_neighbors 5');
    fork.prepare().record(6);
    await expect.poll(() => [umap.playhead, comparison().right?.player?.playhead]).toEqual([5, 5]);
    expect(comparison().player?.following).toBe(true);
    const slider = insideOf(timeline()).querySelector('input');
    if (!slider) throw new Error('There is no slider.');
    slider.value = '3';
    slider.dispatchEvent(new Event('input'));
    expect([umap.playhead, comparison().right?.player?.playhead]).toEqual([3, 3]);
    slider.value = '15';
    slider.dispatchEvent(new Event('input'));
    await settled();
    expect([umap.playhead, comparison().right?.player?.playhead]).toEqual([15, 5]);
    expect(text('.rest')).toBe('Right has come to epoch 5 so far.');
    fork.cancel();
    await settled();
    expect(text('.rest')).toBe('Right rests on its last epoch, 5.');
  });

  it('compares what was measured: estimates on the way, the finished layouts at their ends', async () => {
    await begin(umap, run);
    run.prepare().complete();
    await umap.updateComplete;
    await compare();
    await choose('n_neighbors 5').then((fork) => fork.prepare().complete());
    comparison().player?.seek(4);
    await settled();
    const values = (): string[] =>
      [...insideOf(comparison()).querySelectorAll('.measure')].map(({ textContent }) =>
        textContent.replaceAll(/\s+/g, ' '),
      );
    expect(values()).toHaveLength(2);
    expect(text('.measure .values')).toMatch(/^Left ≈ 0\.\d{3} Right ≈ 0\.\d{3} the same$/);
    expect(insideOf(comparison()).querySelectorAll('.curves path')).toHaveLength(6);
    comparison().player?.seek(20);
    await run.measure();
    await settled();
    expect(text('.measure .values')).toMatch(/≈/);
    const { forks } = run;
    await forks[0]?.measure();
    await settled();
    expect(text('.measure .values')).toBe('Left 0.970 Right 0.970 the same');
  });

  it('leaves one usable when the other fails', async () => {
    await begin(umap, run);
    run.prepare().complete();
    await umap.updateComplete;
    await compare();
    const fork = await choose('n_neighbors 50');
    fork.failWith({ code: 'bad-parameter', message: 'n_neighbors is too large.' });
    await settled();
    expect(insideOf(comparison().right as UhUmap).querySelector('[role=alert]')).not.toBeNull();
    expect(insideOf(umap).querySelector('[role=alert]')).toBeNull();
    comparison().player?.seek(7);
    expect(umap.playhead).toBe(7);
    buttonOf(insideOf(comparison().right as UhUmap), 'Try again').click();
    await expect.poll(() => fork.started.length, { interval: 1 }).toBe(2);
  });

  it('pauses and cancels the run that the button stands by', async () => {
    await begin(umap, run);
    run.prepare().complete();
    await umap.updateComplete;
    await compare();
    const fork = await choose('n_neighbors 50');
    fork.prepare().record(3);
    await settled();
    buttonOf(insideOf(comparison().right as UhUmap), 'Pause run').click();
    expect([run.state, fork.state]).toEqual(['done', 'paused']);
    await settled();
    buttonOf(insideOf(comparison().right as UhUmap), 'Cancel').click();
    expect([run.state, fork.state]).toEqual(['done', 'idle']);
  });

  it('gives the place back when it is closed, and frees the second run', async () => {
    await begin(umap, run);
    run.prepare().complete();
    await umap.updateComplete;
    await compare();
    const fork = await choose('n_neighbors 5');
    fork.prepare().complete();
    await settled();
    const { player } = comparison();
    player?.seek(9);
    press('Back to one');
    await umap.updateComplete;
    expect([...holder.children]).toEqual([umap]);
    expect(umap.controls).toBe(true);
    expect(umap.hasAttribute('compared')).toBe(false);
    expect(umap.playhead).toBe(9);
    await expect.poll(() => insideOf(umap).activeElement?.textContent.trim()).toBe('Compare');
    player?.seek(2);
    expect(umap.playhead).toBe(9);
    await wait(GONE);
    expect([fork.disposals, run.disposals]).toEqual([1, 0]);
    // And once more.
    await compare();
    expect(has('.chooser')).toBe(true);
  });

  it('goes on following a first run that is live when it is closed', async () => {
    await begin(umap, run);
    run.prepare().record(5);
    await umap.updateComplete;
    await compare();
    expect(comparison().player?.following).toBe(true);
    press('Back to one');
    await umap.updateComplete;
    expect(umap.player?.following).toBe(true);
    run.record(3);
    await expect.poll(() => umap.playhead).toBe(7);
  });
});

describe('<uh-compare> as an author writes it', () => {
  async function write(markup: string): Promise<readonly ScriptedRun[]> {
    holder.innerHTML = markup;
    const runs = [...holder.querySelectorAll('uh-umap')].map((element) => {
      const scripted = new ScriptedRun();
      element.createRun = () => scripted;
      return scripted;
    });
    await settled();
    return runs;
  }

  it('puts two figures under one playhead, and runs them one after the other', async () => {
    const [left, right] = await write(
      `<uh-compare>
        <uh-umap dataset="garments" n-epochs="10"></uh-umap>
        <uh-umap dataset="garments" n-epochs="10" min-dist="0.8"></uh-umap>
      </uh-compare>`,
    );
    expect(text('.side.right > h3')).toBe('Right min_dist 0.8');
    expect(insideOf(comparison()).textContent).not.toContain('Back to one');
    let over = false;
    void comparison()
      .start()
      .then(() => (over = true));
    await expect.poll(() => left?.started.length, { interval: 1 }).toBe(1);
    left?.prepare().record(4);
    await settled();
    expect(right?.started).toEqual([]);
    expect(insideOf(comparison()).textContent).not.toContain('Run both');
    expect(text('.side.right')).toContain('Starts when the first has finished.');
    left?.complete();
    await expect.poll(() => right?.started.length, { interval: 1 }).toBe(1);
    expect(over).toBe(false);
    right?.prepare().complete();
    await expect.poll(() => over, { interval: 1 }).toBe(true);
    comparison().player?.seek(6);
    expect([comparison().left, comparison().right].map((side) => side?.player?.playhead)).toEqual([
      6, 6,
    ]);
    expect(left?.started).toHaveLength(1);
    expect(right?.started).toHaveLength(1);
  });

  it('lets two that start by themselves do so in turn', async () => {
    holder.innerHTML = `<uh-compare>
        <uh-umap dataset="garments" autoplay></uh-umap>
        <uh-umap dataset="garments" autoplay seed="3"></uh-umap>
      </uh-compare>`;
    const runs = [...holder.querySelectorAll('uh-umap')].map((element) => {
      const scripted = new ScriptedRun();
      element.createRun = () => scripted;
      return scripted;
    });
    const [left, right] = runs;
    await expect.poll(() => left?.started.length, { interval: 1 }).toBe(1);
    left?.prepare().record(1);
    await settled();
    expect(right?.started).toEqual([]);
    left?.complete();
    await expect.poll(() => right?.started.length, { interval: 1 }).toBe(1);
  });

  it('with one figure inside asks what should differ, and has nowhere to close to', async () => {
    await write('<uh-compare><uh-umap dataset="garments"></uh-umap></uh-compare>');
    expect(has('.chooser')).toBe(true);
    expect(insideOf(comparison()).textContent).not.toContain('Back to one');
  });

  it.each([
    ['<uh-compare></uh-compare>', /nothing to compare: put two/],
    ['<uh-compare><uh-umap></uh-umap><uh-cnn></uh-cnn></uh-compare>', /different kinds/],
    [
      '<uh-compare><uh-umap></uh-umap><uh-umap></uh-umap><uh-umap></uh-umap></uh-compare>',
      /Only the first two are shown; 1 more is left out/,
    ],
  ])('says what is wrong with %s', async (markup, sentence) => {
    holder.innerHTML = markup;
    await settled();
    expect(text('.what')).toMatch(sentence);
  });

  it('puts both back as they were when they are taken out', async () => {
    await write(
      '<uh-compare><uh-umap controls></uh-umap><uh-umap controls seed="3"></uh-umap></uh-compare>',
    );
    const [first] = holder.querySelectorAll('uh-umap');
    expect(first?.controls).toBe(false);
    if (first) holder.append(first);
    await settled();
    expect(first?.controls).toBe(true);
    expect(comparison().left).not.toBe(first);
    expect(has('.chooser')).toBe(true);
  });
});

describe('a comparison of two networks', () => {
  it('shows kernels of both, and their accuracy in one chart', async () => {
    const cnn = document.createElement('uh-cnn');
    const cnnRun = new ScriptedCnnRun();
    cnn.datasetName = 'objects';
    cnn.controls = true;
    cnn.createRun = () => cnnRun;
    holder.append(cnn);
    await begin(cnn, cnnRun);
    cnnRun.prepare().complete();
    await cnn.updateComplete;
    buttonOf(insideOf(cnn), 'Compare').click();
    await expect.poll(() => holder.querySelector('uh-compare')?.left, { interval: 1 }).toBe(cnn);
    await settled();
    expect(text('.suggestions')).toBe(
      'learning_rate 0.005 learning_rate 0.00005 dropout 0 dropout 0.5 seed 25',
    );
    press('learning_rate 0.005');
    await expect.poll(() => cnnRun.forks[0]?.started.length, { interval: 1 }).toBe(1);
    expect(cnnRun.forks[0]?.started[0]).toMatchObject({ params: { learningRate: 0.005 } });
    cnnRun.forks[0]?.prepare().record(11);
    await settled();
    comparison().player?.seek(10);
    await settled();
    expect(comparison().right?.player?.playhead).toBe(10);
    expect(text('.measure .values')).toMatch(/^Left \d\d\.\d% Right \d\d\.\d% the same$/);
    await expect.poll(() => insideOf(cnn).querySelector('uh-kernels')).not.toBeNull();
    expect(insideOf(cnn).querySelector('uh-learning-curve')).toBeNull();
    expect(insideOf(cnn).querySelector('uh-confusion-matrix, uh-cnn-tests')).toBeNull();
    press('Back to one');
    await expect.poll(() => insideOf(cnn).querySelector('uh-learning-curve')).not.toBeNull();
  });
});

describe('the examples of a comparison', () => {
  it.each(examples.map((example) => [example.name, example] as const))(
    'show: %s',
    async (_name, example) => {
      holder.append(example.render());
      await expect
        .poll(() => holder.querySelector('uh-compare')?.left?.state, { interval: 5 })
        .toMatch(/done|running/);
      await settled();
      expect(text('h2')).toBe('Side by side');
    },
  );
});
