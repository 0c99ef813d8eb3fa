import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tellMeasured, spanText } from './measured.ts';
import { tieProjection } from './projecting.ts';
import { seekWhenRecorded, tieToRuns } from './run-figures.ts';

/** A figure that runs what the test says. */
class FigureDouble extends HTMLElement {
  state = 'idle';
  frameCount = 0;
  playhead = 0;
  datasetName = 'garments';
  engineInfo = { engine: 'wasm' };
  recordedAt = '';
  readonly asked: string[] = [];

  runLive(): Promise<void> {
    this.recordedAt = '';
    return this.start();
  }

  start(): Promise<void> {
    this.asked.push('start');
    return Promise.resolve();
  }

  oneEpoch(): Promise<void> {
    this.asked.push('one epoch');
    return Promise.resolve();
  }

  project(): Promise<number> {
    return Promise.resolve(0.7032);
  }

  seek(frame: number): void {
    this.playhead = frame;
  }

  enter(state: string): void {
    this.state = state;
    this.dispatchEvent(new Event('uh-state'));
  }

  record(frames: number): void {
    this.frameCount += frames;
    this.dispatchEvent(new Event('uh-frame'));
  }
}
customElements.define('figure-double', FigureDouble);

let root: HTMLElement;
let figure: FigureDouble;

// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- says what the selector finds, as querySelector does
const find = <T extends HTMLElement = HTMLButtonElement>(selector: string): T => {
  const found = root.querySelector<T>(selector);
  if (!found) throw new Error(`There is no ${selector}.`);
  return found;
};

beforeEach(() => {
  root = document.createElement('div');
  root.innerHTML = `<figure-double id="map"></figure-double>
    <button data-starts="map"></button>
    <button class="one" data-starts="map" data-way="epoch"></button>
    <button data-starts="nothing"></button>
    <p data-offers="map"></p>
    <p data-needs="map" hidden></p>
    <p class="live" data-offers="map" data-live></p>
    <p class="live" data-needs="map" data-live hidden></p>
    <button data-seeks="map" data-frame="8" disabled></button>
    <uh-other data-follows="map" dataset="fashion-mnist"></uh-other>
    <div><button data-projects="map" disabled></button><p class="projected"></p></div>
    <output data-measures="map" hidden></output>`;
  document.body.append(root);
  figure = find<FigureDouble>('figure-double');
  tieToRuns(root);
  tieProjection(root);
  tellMeasured(root);
});

afterEach(() => {
  root.remove();
});

describe('what the text ties to a figure', () => {
  it('starts a run, whole or for an epoch, and never a second one', () => {
    find('[data-starts]').click();
    find('.one').click();
    figure.enter('loading');
    find('[data-starts]').click();
    expect(figure.asked).toEqual(['start', 'one epoch']);
  });

  it('offers a run only while there is none, and shows what needs one only then', () => {
    const shown = (): boolean[] =>
      ['[data-offers]', '[data-needs]'].map((selector) => !find(selector).hidden);
    expect(shown()).toEqual([true, false]);
    figure.enter('loading');
    expect(shown()).toEqual([false, false]);
    figure.record(1);
    expect(shown()).toEqual([false, true]);
    figure.frameCount = 0;
    figure.enter('failed');
    expect(shown()).toEqual([true, false]);
  });

  it('takes a recording for a run, but where one is needed that was made here', async () => {
    figure.recordedAt = 'a.zarr';
    const shown = (selector: string): boolean => !find(selector).hidden;
    figure.record(9);
    figure.enter('done');
    expect([shown('[data-offers]'), shown('[data-needs]')]).toEqual([false, true]);
    expect([shown('.live[data-offers]'), shown('.live[data-needs]')]).toEqual([true, false]);
    expect(find('[data-projects]').disabled).toBe(true);
    expect(find('output').hidden).toBe(true);
    find('[data-starts]').click();
    await expect.poll(() => figure.asked).toEqual(['start']);
    figure.enter('loading');
    figure.record(1);
    expect([shown('.live[data-offers]'), shown('.live[data-needs]')]).toEqual([false, true]);
  });

  it('goes to a frame once that is recorded', () => {
    const button = find('[data-seeks]');
    figure.record(8);
    expect(button.disabled).toBe(true);
    figure.record(1);
    expect(button.disabled).toBe(false);
    button.click();
    expect(figure.playhead).toBe(8);
  });

  it('is about the dataset that the run is about', () => {
    figure.enter('loading');
    expect(find('uh-other').getAttribute('dataset')).toBe('garments');
  });

  it('projects new images into a finished layout, and says what came of it', async () => {
    const button = find('[data-projects]');
    figure.enter('running');
    expect(button.disabled).toBe(true);
    figure.enter('done');
    button.click();
    await expect.poll(() => find('.projected').textContent).toMatch(/^70\.3% of the new pictures/);
    expect(button.disabled).toBe(false);
  });
});

describe('what is said about a run’s time', () => {
  it('counts from its start to its last frame', () => {
    figure.enter('loading');
    figure.record(129);
    figure.enter('done');
    expect(find('output').textContent).toMatch(
      /^On this device: 128 epochs in \d+\.\d s from the click to the last frame, on the engine «wasm»\.$/,
    );
  });

  it('is nothing where the run was halted meanwhile', () => {
    figure.enter('loading');
    figure.enter('paused');
    figure.enter('done');
    expect(find('output').hidden).toBe(true);
  });

  it.each([
    [840, '0.8 s'],
    [99_940, '99.9 s'],
    [441_200, '7 min 21 s'],
    [3_599_700, '60 min 0 s'],
  ])('says %d ms as people do', (ms, text) => {
    expect(spanText(ms)).toBe(text);
  });
});

describe('a link to a frame', () => {
  it('goes there as soon as it is recorded, once', () => {
    seekWhenRecorded(figure, 4);
    figure.record(4);
    expect(figure.playhead).toBe(0);
    figure.record(1);
    expect(figure.playhead).toBe(4);
    figure.seek(2);
    figure.record(1);
    expect(figure.playhead).toBe(2);
  });

  it('leaves a reader alone who moves the playhead before', () => {
    seekWhenRecorded(figure, 4);
    figure.dispatchEvent(new Event('uh-seek'));
    figure.record(9);
    expect(figure.playhead).toBe(0);
  });
});
