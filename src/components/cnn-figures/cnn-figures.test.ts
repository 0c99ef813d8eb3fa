import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import '../cnn/cnn.ts';
import type { UhCnn } from '../cnn/cnn.ts';
import { ScriptedCnnRun } from '../cnn/scripted-run.ts';
import { violations } from '../cnn/testing.ts';
import './cnn-figures.ts';
import type { UhCnnFigures } from './cnn-figures.ts';

let holder: HTMLElement;
let cnn: UhCnn;
let figures: UhCnnFigures;
let run: ScriptedCnnRun;

async function show(names: string): Promise<void> {
  run = new ScriptedCnnRun();
  holder = document.createElement('div');
  holder.innerHTML = `<uh-cnn-figures for="net" figures="${names}">Not yet.</uh-cnn-figures>
    <uh-cnn id="net" dataset="objects" figures="learning" controls></uh-cnn>
    <uh-prediction for="net" at="0"></uh-prediction>`;
  document.body.append(holder);
  const find = finder(holder);
  [figures, cnn] = [find('uh-cnn-figures'), find('uh-cnn')];
  cnn.createRun = () => run;
  await figures.updateComplete;
}

/** Finds an element of ours that must be there. */
function finder(root: ParentNode) {
  return <Tag extends 'uh-cnn' | 'uh-cnn-figures'>(tag: Tag): HTMLElementTagNameMap[Tag] => {
    const found = root.querySelector(tag);
    if (!found) throw new Error(`There is no <${tag}>.`);
    return found;
  };
}

async function record(frames: number): Promise<void> {
  void cnn.start();
  await expect.poll(() => run.started.length, { interval: 1 }).toBe(1);
  run.prepare().record(frames);
}

const has = (selector: string): boolean => figures.renderRoot.querySelector(selector) !== null;

beforeEach(() => show('prediction'));

afterEach(() => {
  holder.remove();
});

describe('<uh-cnn-figures>', () => {
  it('is accessible, with a run and without', async () => {
    expect(await violations(figures)).toEqual([]);
    await record(3);
    await expect.poll(() => has('uh-prediction')).toBe(true);
    expect(await violations(figures)).toEqual([]);
  });

  it('shows what is in it until there is a run, then the figures that are named', async () => {
    expect(figures.renderRoot.querySelector('slot')?.assignedNodes()[0]?.textContent).toBe(
      'Not yet.',
    );
    await record(3);
    await expect.poll(() => has('uh-prediction')).toBe(true);
    expect(['slot', 'uh-kernels', 'uh-predictions', 'uh-cnn-tests'].filter(has)).toEqual([]);
  });

  it('leaves the others to the composite', async () => {
    await record(3);
    await expect.poll(() => cnn.renderRoot.querySelector('uh-learning-curve') !== null).toBe(true);
    for (const other of ['uh-prediction', 'uh-predictions', 'uh-cnn-tests', 'uh-model-summary']) {
      expect(cnn.renderRoot.querySelector(other)).toBeNull();
    }
  });

  it('does what the composite does: another image is watched', async () => {
    await record(3);
    await expect.poll(() => has('.picker')).toBe(true);
    figures.renderRoot.querySelector<HTMLButtonElement>('[aria-label="Next test image"]')?.click();
    await expect.poll(() => figures.renderRoot.querySelector('input')?.value).toBe('17');
  });

  it('has tests and their results', async () => {
    holder.remove();
    await show('tests');
    await record(3);
    cnn.seek(2);
    await expect
      .poll(() => figures.renderRoot.querySelector('.test-line')?.textContent)
      .toContain('Test epoch 2 on');
    figures.renderRoot.querySelector<HTMLButtonElement>('uh-cnn-tests button')?.click();
    await expect.poll(() => run.testing).toBe(2);
    run.completeTest();
    await expect
      .poll(() => figures.renderRoot.querySelector('.test-line')?.textContent)
      .toContain('test images right after epoch');
  });
});

describe('a part with `at`', () => {
  it('stands still at its frame, whatever the playhead', async () => {
    await record(4);
    const part = holder.querySelector('uh-prediction');
    await expect.poll(() => part?.player?.frameCount).toBe(4);
    cnn.seek(3);
    expect([part?.player?.playhead, cnn.playhead]).toEqual([0, 3]);
    expect(part?.watching?.sight?.epoch).toBe(0);
    expect(part?.selection).toBe(cnn.selection);
  });
});
