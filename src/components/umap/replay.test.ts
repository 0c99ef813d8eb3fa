import axe from 'axe-core';
import { afterEach, describe, expect, it } from 'vitest';
import { exportUmapTrace } from '../../runs/export-trace.ts';
import type { UhUmap } from './umap.ts';
import './umap.ts';
import { syntheticTrace } from '../embedding/synthetic-trace.ts';
import { Recorder, type UmapTraceInfo } from '../../trace/trace.ts';
import type { UmapFrame } from '../../../workers/contracts/umap.ts';
import { ScriptedRun } from './scripted-run.ts';

const FRAMES = 24;
const QUALITY = { recall: 0.99, trustworthiness: 0.95, labelAgreement: 0.7 };

let element: UhUmap;
const urls: string[] = [];

function addressOf(blob: Blob): string {
  const url = URL.createObjectURL(blob);
  urls.push(url);
  return url;
}

function recorded() {
  const { info, frames } = syntheticTrace({ points: 300, frames: FRAMES });
  const trace = new Recorder<UmapTraceInfo, UmapFrame>(info, FRAMES);
  for (const frame of frames) trace.append(frame);
  trace.close();
  return trace;
}

async function saved(): Promise<string> {
  const recording = { recorded: '2026-11-01T10:00:00Z', frames: 0, loaded: 0, growing: false };
  return addressOf(await exportUmapTrace({ trace: recorded(), quality: QUALITY, recording }));
}

function show(attributes: Record<string, string>): UhUmap {
  element = document.createElement('uh-umap');
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  document.body.append(element);
  return element;
}

function findButton(label: string): HTMLButtonElement | undefined {
  return [...element.renderRoot.querySelectorAll('button')].find(
    ({ textContent }) => textContent.trim() === label,
  );
}

function button(label: string): HTMLButtonElement {
  const found = findButton(label);
  if (!found) throw new Error(`There is no button «${label}».`);
  return found;
}

const text = (selector: string): string =>
  (element.renderRoot.querySelector(selector)?.textContent ?? '').replaceAll(/\s+/g, ' ').trim();

async function violations(): Promise<string[]> {
  const { violations } = await axe.run(element);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.html).join(' ')}`);
}

const state = () => element.state;

afterEach(() => {
  element.remove();
  for (const url of urls.splice(0)) URL.revokeObjectURL(url);
});

describe('<uh-umap src>', () => {
  it('waits to be asked, and is accessible before and after', async () => {
    show({ src: await saved(), controls: '' });
    await element.updateComplete;
    expect(element.state).toBe('idle');
    expect(text('.idle')).toContain('UMAP, recorded');
    expect(findButton('Run it live on this device')).toBeUndefined();
    expect(await violations()).toEqual([]);
    button('Play the recording').click();
    await expect.poll(state).toBe('done');
    await element.updateComplete;
    expect(await violations()).toEqual([]);
  });

  it('plays from the first frame with autoplay, and says what it is', async () => {
    const states: string[] = [];
    show({ src: await saved(), autoplay: '', controls: '', fps: '5' });
    element.addEventListener('uh-state', ({ state: now }) => states.push(now));
    await expect.poll(state).toBe('done');
    await element.updateComplete;
    expect(element.frameCount).toBe(FRAMES);
    expect(element.playhead).toBeLessThan(FRAMES - 1);
    expect(element.player?.playing).toBe(true);
    expect(text('.now')).toMatch(
      new RegExp(`^Recorded run: .*, 1 November 2026, .*; ${FRAMES} of ${FRAMES} frames$`),
    );
    expect(states).toEqual(['loading', 'done']);
    expect(element.engineInfo).toEqual(recorded().info.engine);
  });

  it('has the frames of the run that was saved', async () => {
    const trace = recorded();
    const blob = await exportUmapTrace(
      { trace, quality: undefined, recording: undefined },
      { exact: true },
    );
    show({ src: addressOf(blob) });
    await element.start();
    expect(element.trace?.frames).toEqual(trace.frames);
    expect(element.frame(7)).toEqual(trace.frames[7]?.embedding);
  });

  it('shows what is wrong with a recording, and tries again', async () => {
    const src = await saved();
    show({ src: addressOf(new Blob(['no zip'])), autoplay: '', controls: '' });
    await expect.poll(state).toBe('failed');
    await element.updateComplete;
    expect(text('.callout')).toMatch(/The recording cannot be played.*no complete zip file/);
    expect(await violations()).toEqual([]);
    element.src = src;
    await expect.poll(state).toBe('done');
    element.src = addressOf(new Blob(['no zip']));
    await expect.poll(state).toBe('failed');
    await element.updateComplete;
    button('Try again').click();
    await expect.poll(state).toBe('loading');
    await expect.poll(state).toBe('failed');
  });

  it('runs live in the recording’s place when it knows the dataset', async () => {
    const run = new ScriptedRun();
    show({ src: await saved(), autoplay: '', controls: '', dataset: 'garments' });
    element.createRun = () => run;
    await expect.poll(state).toBe('done');
    await element.updateComplete;
    expect(run.started).toEqual([]);
    expect(text('.status')).toMatch(/Live on this device: about .* of memory/);
    const before = element.player;
    button('Run it live on this device').click();
    await expect.poll(() => run.started.length).toBe(1);
    run.prepare().record(3);
    await element.updateComplete;
    expect(element.state).toBe('running');
    expect(element.frameCount).toBe(3);
    expect(element.player).not.toBe(before);
    expect(text('.now')).not.toContain('Recorded');
  });

  it('saves what it plays', async () => {
    show({ src: await saved() });
    await element.start();
    const again = addressOf(await element.exportTrace());
    element.src = again;
    await element.start();
    expect(element.frameCount).toBe(FRAMES);
    await element.updateComplete;
    expect(text('.now')).toContain('1 November 2026');
  });

  it('goes back to live runs when src goes', async () => {
    show({ src: await saved(), autoplay: '' });
    await expect.poll(state).toBe('done');
    element.removeAttribute('autoplay');
    element.src = '';
    await element.updateComplete;
    expect(element.state).toBe('idle');
    expect(element.trace).toBeUndefined();
    expect(findButton('Run it live on this device')).toBeDefined();
  });
});
