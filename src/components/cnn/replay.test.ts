import axe from 'axe-core';
import { afterEach, describe, expect, it } from 'vitest';
import { exportCnnTrace } from '../../runs/export-trace.ts';
import './cnn.ts';
import type { UhCnn } from './cnn.ts';
import { ScriptedCnnRun } from './scripted-run.ts';
import { syntheticCnnTrace, SYNTHETIC_WATCHED } from './synthetic-trace.ts';

const EPOCHS = 5;
const WATCHED = { id: 0, image: SYNTHETIC_WATCHED, label: 5, index: 16, title: 'Test image 16' };

let element: UhCnn;
const urls: string[] = [];

function live(origin: 'drawn' | 'real' = 'drawn') {
  const trace = syntheticCnnTrace(EPOCHS + 1, EPOCHS);
  Object.assign(trace, { info: { ...trace.info, dataset: { ...trace.info.dataset, origin } } });
  return {
    trace,
    watched: WATCHED,
    layers: { kernelLayer: 0, activationLayer: 0 },
    choices: new Map(),
    tests: new Map(),
    recording: undefined,
  };
}

function show(blob: Blob, attributes: Record<string, string>): void {
  const src = URL.createObjectURL(blob);
  urls.push(src);
  element = document.createElement('uh-cnn');
  for (const [name, value] of Object.entries({ src, ...attributes })) {
    element.setAttribute(name, value);
  }
  document.body.append(element);
}

/** All figures are there, one a display frame. */
async function unveiled(): Promise<void> {
  await expect.poll(() => element.renderRoot.querySelector('uh-model-summary')).not.toBeNull();
  await element.updateComplete;
}

function findButton(label: string): HTMLButtonElement | undefined {
  return [...element.renderRoot.querySelectorAll('button')].find(
    ({ textContent }) => textContent.trim() === label,
  );
}

const text = (selector: string): string =>
  (element.renderRoot.querySelector(selector)?.textContent ?? '').replaceAll(/\s+/g, ' ').trim();

afterEach(() => {
  element.remove();
  for (const url of urls.splice(0)) URL.revokeObjectURL(url);
});

describe('<uh-cnn src>', () => {
  it('has the frames of the run that was saved, and the image that it watched', async () => {
    const run = live();
    show(await exportCnnTrace(run, { exact: true }), { controls: '' });
    await element.start();
    expect(element.state).toBe('done');
    expect(element.trace?.frames.map(({ view }) => view)).toEqual(
      run.trace.frames.map(({ view }) => view),
    );
    expect(element.trace?.frames.map(({ confusion }) => confusion)).toEqual(
      run.trace.frames.map(({ confusion }) => confusion),
    );
    expect(element.watching?.sight?.image).toEqual(WATCHED);
    await unveiled();
    expect(text('.now')).toMatch(/^Recorded run: tfjs-wasm on WebAssembly, .*, Objects; 6 of 6/);
  });

  it('offers nothing that needs weights or images, and is accessible without them', async () => {
    show(await exportCnnTrace(live('real')), { autoplay: '', controls: '' });
    await expect.poll(() => element.state).toBe('done');
    await unveiled();
    expect(element.renderRoot.querySelector('.picker, .files')).toBeNull();
    expect(element.renderRoot.querySelector('[part=parameters]')).toBeNull();
    expect(text('.test-line')).toContain('no test images here');
    const predictions = element.renderRoot.querySelector('uh-predictions')?.shadowRoot;
    expect(predictions?.querySelectorAll('canvas').length).toBe(0);
    expect(predictions?.textContent).toContain('Test image 100');
    await expect(element.predict(new Uint8Array(3072))).rejects.toThrow(/run it live/);
    const { violations } = await axe.run(element);
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([]);
  });

  it('runs live in the recording’s place when it knows the dataset', async () => {
    const run = new ScriptedCnnRun();
    show(await exportCnnTrace(live()), { autoplay: '', controls: '', dataset: 'objects' });
    element.createRun = () => run;
    await expect.poll(() => element.state).toBe('done');
    await element.updateComplete;
    findButton('Run it live on this device')?.click();
    await expect.poll(() => run.started.length).toBe(1);
    run.prepare().record(2);
    await element.updateComplete;
    expect([element.state, element.frameCount]).toEqual(['running', 2]);
  });

  it('refuses a recording of another kind, and says so', async () => {
    show(new Blob(['no zip']), { autoplay: '' });
    await expect.poll(() => element.state).toBe('failed');
    await element.updateComplete;
    expect(text('.callout')).toMatch(/The recording cannot be played.*no complete zip/);
    expect(findButton('Try again')).toBeDefined();
  });
});
