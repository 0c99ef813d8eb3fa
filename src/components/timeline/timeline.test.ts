import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Player } from '../../trace/player.ts';
import { Recorder } from '../../trace/trace.ts';
import type { UhSeekEvent } from './events/uh-seek.ts';
import { UhTimeline } from './timeline.ts';

interface Frame {
  readonly epoch: number;
}

let timeline: UhTimeline;
let recorder: Recorder<undefined, Frame>;
let player: Player<undefined, Frame>;

function record(count: number): void {
  for (let i = 0; i < count; i++) recorder.append({ epoch: recorder.frames.length });
}

async function show(recorded: number, closed: boolean): Promise<void> {
  recorder = new Recorder<undefined, Frame>(undefined, 129);
  record(recorded);
  if (closed) recorder.close();
  player = new Player(recorder);
  timeline.player = player;
  await timeline.updateComplete;
}

// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- says what the selector finds, as querySelector does
function inside<T extends Element>(selector: string): T {
  const found = timeline.renderRoot.querySelector<T>(selector);
  if (!found) throw new Error(`There is no ${selector}.`);
  return found;
}

const slider = (): HTMLInputElement => inside('input');
const button = (label: string): HTMLButtonElement => inside(`button[aria-label='${label}']`);

function press(key: string, options: KeyboardEventInit = {}, on: Element = slider()): boolean {
  const event = new KeyboardEvent('keydown', {
    key,
    bubbles: true,
    composed: true,
    cancelable: true,
    ...options,
  });
  return !on.dispatchEvent(event);
}

beforeEach(() => {
  timeline = document.createElement('uh-timeline');
  document.body.append(timeline);
});

afterEach(() => {
  timeline.remove();
});

describe('the timeline', () => {
  it('is accessible, with a player and without', async () => {
    await timeline.updateComplete;
    expect((await axe.run(timeline)).violations).toEqual([]);
    await show(40, false);
    expect((await axe.run(timeline)).violations).toEqual([]);
  });

  it('says which epoch is shown, of how many', async () => {
    await show(129, true);
    player.seek(37);
    await timeline.updateComplete;
    expect(slider().getAttribute('aria-valuetext')).toBe('Epoch 37 of 128');
    expect(slider().max).toBe('128');
    expect(inside('.position').textContent).toMatch(/Epoch\s+37 \/ 128/);
  });

  it('goes by single frames, by ten, by pages, and to both ends with the keyboard', async () => {
    await show(129, true);
    const after = (key: string, options?: KeyboardEventInit): number => {
      press(key, options);
      return player.playhead;
    };
    expect(after('ArrowRight')).toBe(1);
    expect(after('ArrowRight', { shiftKey: true })).toBe(11);
    expect(after('ArrowLeft')).toBe(10);
    expect(after('PageUp')).toBe(26);
    expect(after('PageDown')).toBe(10);
    expect(after('End')).toBe(128);
    expect(after('Home')).toBe(0);
    expect(after('ArrowLeft', { shiftKey: true })).toBe(0);
  });

  it('takes keys on its buttons too, but leaves them what is theirs', async () => {
    await show(129, true);
    const play = button('Play the recorded frames');
    expect(press('ArrowRight', {}, play)).toBe(true);
    expect(player.playhead).toBe(1);
    expect(press(' ', {}, play)).toBe(false);
    expect(press('ArrowDown', {}, inside('select'))).toBe(false);
    expect(press('ArrowRight', { ctrlKey: true })).toBe(false);
    expect(player.playhead).toBe(1);
  });

  it('plays and pauses with space and with its button, and tells so', async () => {
    await show(129, true);
    const told: string[] = [];
    for (const type of ['uh-play', 'uh-pause']) {
      document.body.addEventListener(type, () => told.push(type), { once: true });
    }
    expect(press(' ')).toBe(true);
    expect(player.playing).toBe(true);
    await timeline.updateComplete;
    button('Pause the animation').click();
    expect(player.playing).toBe(false);
    expect(told).toEqual(['uh-play', 'uh-pause']);
  });

  it('moves on by itself while playing', async () => {
    await show(129, true);
    player.fps = 48;
    player.play();
    await expect.poll(() => player.playhead).toBeGreaterThan(1);
  });

  it('stands still once it is removed', async () => {
    await show(129, true);
    player.play();
    await expect.poll(() => player.position).toBeGreaterThan(0);
    timeline.remove();
    const { position } = player;
    for (let i = 0; i < 3; i++) await new Promise(requestAnimationFrame);
    expect(player.position).toBe(position);
  });

  it('shows how much is recorded of what is expected, as it grows', async () => {
    await show(33, false);
    const recorded = () => inside<HTMLElement>('.scrubber').style.getPropertyValue('--_recorded');
    expect(recorded()).toBe('0.25');
    expect(slider().max).toBe('128');
    record(32);
    await timeline.updateComplete;
    expect(recorded()).toBe('0.5');
  });

  it('stays where the reader scrubbed to while frames come, and follows again with «live»', async () => {
    await show(40, false);
    let sought: number | undefined;
    timeline.addEventListener('uh-seek', (event: UhSeekEvent) => (sought = event.frame));
    slider().value = '12';
    slider().dispatchEvent(new Event('input', { bubbles: true }));
    record(5);
    await timeline.updateComplete;
    expect(sought).toBe(12);
    expect(player.playhead).toBe(12);
    const live = inside<HTMLButtonElement>('.live');
    expect(live.getAttribute('aria-pressed')).toBe('false');
    live.click();
    await expect.poll(() => player.playhead).toBe(44);
    await timeline.updateComplete;
    expect(live.getAttribute('aria-pressed')).toBe('true');
  });

  it('does not scrub past what is recorded', async () => {
    await show(40, false);
    slider().value = '120';
    slider().dispatchEvent(new Event('input', { bubbles: true }));
    expect(player.playhead).toBe(39);
    expect(slider().value).toBe('39');
  });

  it('has no «live» once the trace is closed, and its end is what was recorded', async () => {
    await show(40, false);
    recorder.close();
    await timeline.updateComplete;
    expect(timeline.renderRoot.querySelector('.live')).toBeNull();
    expect(slider().max).toBe('39');
  });

  it('plays at the chosen speed, and offers one that was set from outside', async () => {
    await show(129, true);
    player.fps = 30;
    await timeline.updateComplete;
    const select = inside<HTMLSelectElement>('select');
    expect([...select.options].map(({ value }) => value)).toEqual(['4', '12', '24', '30', '48']);
    expect(select.value).toBe('30');
    select.value = '24';
    select.dispatchEvent(new Event('change'));
    expect(player.fps).toBe(24);
  });

  it('can be bound to a composite by its id, which may come later', async () => {
    await show(40, true);
    const source = Object.assign(document.createElement('div'), { id: 'source', player });
    const other = new UhTimeline();
    other.for = 'source';
    document.body.append(other);
    await other.updateComplete;
    expect(other.player).toBeUndefined();
    document.body.append(source);
    await expect.poll(() => other.player).toBe(player);
    other.remove();
    source.remove();
  });
});
