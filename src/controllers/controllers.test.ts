import { LitElement, html, type TemplateResult } from 'lit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Player } from '../trace/player.ts';
import { Recorder } from '../trace/trace.ts';
import { holdClock } from './player-clock.ts';
import { PlayheadController } from './playhead.ts';
import { VisibilityController } from './visibility.ts';

class Host extends LitElement {
  readonly playhead = new PlayheadController(this);
  readonly visibility = new VisibilityController(this);
  updates = 0;

  protected override render(): TemplateResult {
    this.updates += 1;
    return html`host`;
  }
}
customElements.define('test-host', Host);

function createPlayer(frames: number): Player<undefined, number> {
  const recorder = new Recorder<undefined, number>(undefined, frames);
  for (let i = 0; i < frames; i++) recorder.append(i);
  recorder.close();
  return new Player(recorder, { fps: 1000 });
}

const nextFrame = (): Promise<number> => new Promise(requestAnimationFrame);

let host: Host;

beforeEach(async () => {
  host = new Host();
  document.body.append(host);
  await host.updateComplete;
});

afterEach(() => {
  host.remove();
});

describe('a playhead controller', () => {
  it('updates its host when the player changes, until it is bound to another', async () => {
    const [first, second] = [createPlayer(5), createPlayer(5)];
    host.playhead.player = first;
    first.seek(2);
    await host.updateComplete;
    expect(host.updates).toBe(2);
    host.playhead.player = second;
    first.seek(3);
    await host.updateComplete;
    expect(host.updates).toBe(2);
  });

  it('passes time only while the player moves and the host is active and connected', async () => {
    const player = createPlayer(1_000_000);
    host.playhead.player = player;
    await nextFrame();
    expect(player.position).toBe(0);
    player.play();
    await expect.poll(() => player.position).toBeGreaterThan(0);
    for (const stop of [() => (host.playhead.active = false), () => (host.remove(), false)]) {
      stop();
      const { position } = player;
      await nextFrame();
      await nextFrame();
      expect(player.position).toBe(position);
      host.playhead.active = true;
      if (!host.isConnected) document.body.append(host);
      await expect.poll(() => player.position).toBeGreaterThan(position);
    }
  });
});

describe('a player’s clock', () => {
  it('ticks once a display frame, however many hold it', async () => {
    const player = createPlayer(1_000_000);
    const releases = [holdClock(player), holdClock(player), holdClock(player)];
    let advances = 0;
    const advance = player.advance.bind(player);
    player.advance = (elapsed) => {
      advances += 1;
      advance(elapsed);
    };
    player.play();
    for (let i = 0; i < 4; i++) await nextFrame();
    expect(advances).toBeGreaterThan(0);
    expect(advances).toBeLessThanOrEqual(4);
    for (const release of releases) release();
    for (const release of releases) release();
    const { position } = player;
    await nextFrame();
    await nextFrame();
    expect(player.position).toBe(position);
  });
});

describe('a visibility controller', () => {
  it('knows whether its host is in view', async () => {
    await expect.poll(() => host.visibility.inView).toBe(true);
    host.style.cssText = 'position:absolute;top:9000px';
    await expect.poll(() => host.visibility.inView).toBe(false);
    host.remove();
    expect(host.visibility.inView).toBe(false);
  });
});
