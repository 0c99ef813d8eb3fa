import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UhCnn } from '../cnn/cnn.ts';
import { ScriptedCnnRun } from '../cnn/scripted-run.ts';
import { ScriptedRun } from '../umap/scripted-run.ts';
import { UhUmap } from '../umap/umap.ts';

type Host = UhUmap | UhCnn;
type Scripted = ScriptedRun | ScriptedCnnRun;

/** Further down than the browser looks ahead. */
const OUT_OF_VIEW = 'margin-top: 9000px';

let host: Host;
let run: Scripted;
let hidden = false;

/** An element whose run begins when it is told to; in view, unless it is put elsewhere. */
async function show(tag: 'uh-umap' | 'uh-cnn', style = ''): Promise<void> {
  const made = tag === 'uh-umap' ? new UhUmap() : new UhCnn();
  const scripted = tag === 'uh-umap' ? new ScriptedRun() : new ScriptedCnnRun();
  Object.assign(made, { createRun: () => scripted });
  [host, run] = [made, scripted];
  host.setAttribute('style', style);
  document.body.append(host);
  void host.start();
  await expect.poll(() => run.started.length, { interval: 1 }).toBe(1);
  await settled();
}

/** The browser has said what is in view, and the element knows. */
async function settled(): Promise<void> {
  for (let i = 0; i < 3; i++) await new Promise(requestAnimationFrame);
  await host.updateComplete;
}

async function scroll(inView: boolean): Promise<void> {
  host.setAttribute('style', inView ? '' : OUT_OF_VIEW);
  await settled();
}

async function hide(isHidden: boolean): Promise<void> {
  hidden = isHidden;
  document.dispatchEvent(new Event('visibilitychange'));
  await settled();
}

const now = (): string => host.renderRoot.querySelector('.now')?.textContent ?? '';

beforeEach(() => {
  Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
});

afterEach(() => {
  host.remove();
  hidden = false;
  Reflect.deleteProperty(document, 'hidden');
});

describe.each(['uh-umap', 'uh-cnn'] as const)('<%s> that nobody sees', (tag) => {
  it('pauses its run while it is out of view, says why, and lets it go on', async () => {
    await show(tag);
    run.prepare().record(3);
    await settled();
    expect(host).toMatchObject({ state: 'running', resting: false });
    await scroll(false);
    expect(host).toMatchObject({ state: 'paused', resting: true });
    expect(now()).toMatch(/^Paused while out of view: /);
    await scroll(true);
    expect(host).toMatchObject({ state: 'running', resting: false });
    expect(now()).not.toContain('Paused');
  });

  it('pauses in a hidden tab, and goes on in one that is seen', async () => {
    await show(tag);
    run.prepare().record(3);
    await hide(true);
    expect(host).toMatchObject({ state: 'paused', resting: true });
    await hide(false);
    expect(host).toMatchObject({ state: 'running', resting: false });
  });

  it('goes on only when it is in view of a tab that is seen', async () => {
    await show(tag);
    run.prepare().record(3);
    await scroll(false);
    await hide(true);
    await scroll(true);
    expect(host.state).toBe('paused');
    await hide(false);
    expect(host.state).toBe('running');
  });

  it('prepares out of view, and pauses at its first frame', async () => {
    await show(tag, OUT_OF_VIEW);
    run.prepare();
    await settled();
    expect(host.state).toBe('preparing');
    run.record(1);
    await settled();
    expect(host).toMatchObject({ state: 'paused', resting: true, frameCount: 1 });
  });

  it('leaves a run paused that the reader had paused', async () => {
    await show(tag);
    run.prepare().record(3);
    host.pause();
    await scroll(false);
    await scroll(true);
    expect(host).toMatchObject({ state: 'paused', resting: false });
    expect(now()).toMatch(/^Paused: /);
  });

  it('keeps to a pause that is asked for while it rests', async () => {
    await show(tag);
    run.prepare().record(3);
    await scroll(false);
    host.pause();
    await scroll(true);
    expect(host.state).toBe('paused');
  });

  it('keeps to a pause that its run tells of while it rests', async () => {
    await show(tag);
    run.prepare().record(3);
    await scroll(false);
    run.dispatchEvent(new Event('state'));
    await scroll(true);
    expect(host.state).toBe('paused');
  });

  it('goes on unseen when a script resumes it, until it was seen again', async () => {
    await show(tag);
    run.prepare().record(3);
    await scroll(false);
    host.resume();
    await settled();
    expect(host).toMatchObject({ state: 'running', resting: false });
    await scroll(true);
    await scroll(false);
    expect(host.state).toBe('paused');
  });

  it('goes on unseen with `background`, which mirrors its attribute', async () => {
    await show(tag);
    host.background = true;
    await settled();
    expect(host.hasAttribute('background')).toBe(true);
    run.prepare().record(3);
    await scroll(false);
    await hide(true);
    expect(host.state).toBe('running');
    host.removeAttribute('background');
    await settled();
    expect(host.state).toBe('paused');
    host.setAttribute('background', '');
    await settled();
    expect(host.state).toBe('running');
  });

  it('rests where it is moved to, and goes on when it is moved into view', async () => {
    await show(tag);
    run.prepare().record(3);
    const away = document.createElement('div');
    away.setAttribute('style', OUT_OF_VIEW);
    document.body.append(away);
    away.append(host);
    await settled();
    expect(host.state).toBe('paused');
    document.body.prepend(host);
    await settled();
    expect(host.state).toBe('running');
    away.remove();
  });

  it('says nothing of it to who listens', async () => {
    await show(tag);
    run.prepare().record(3);
    await settled();
    const spoken = host.renderRoot.querySelector('[role=status]');
    const before = spoken?.textContent;
    await scroll(false);
    expect(spoken?.textContent).toBe(before);
    await scroll(true);
    expect(spoken?.textContent).toBe(before);
  });

  it('stands still while it plays what is recorded, unless it has `background`', async () => {
    await show(tag);
    run.prepare().complete();
    host.controls = true;
    host.seek(0);
    host.play();
    await expect.poll(() => host.player?.position).toBeGreaterThan(0);
    await scroll(false);
    const position = host.player?.position ?? 0;
    await settled();
    expect(host.player).toMatchObject({ position, playing: true });
    host.background = true;
    await expect.poll(() => host.player?.position).toBeGreaterThan(position);
    host.background = false;
    await scroll(true);
    const later = host.player?.position ?? 0;
    await expect.poll(() => host.player?.position).toBeGreaterThan(later);
  });
});
