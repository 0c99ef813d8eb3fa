import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CnnFrame } from '../../../workers/contracts/cnn.ts';
import type { CnnPlayer } from '../../controllers/watching.ts';
import { Player } from '../../trace/player.ts';
import { Recorder } from '../../trace/trace.ts';
import { finder, textOf, violations } from '../cnn/testing.ts';
import { syntheticCnnTrace } from '../cnn/synthetic-trace.ts';
import type { UhSeekEvent } from '../timeline/events/uh-seek.ts';
import { UhLearningCurve } from './learning-curve.ts';

let element: UhLearningCurve;
let player: CnnPlayer;

const inside = finder(() => element);
const all = (selector: string): HTMLElement[] => [
  ...element.renderRoot.querySelectorAll<HTMLElement>(selector),
];
const texts = (selector: string): string[] => all(selector).map(textOf);

/** The made-up run's first frames; accuracies are those of `validation` where given. */
function run(frames = 49, validation: readonly number[] = [], classNames?: readonly string[]) {
  const made = syntheticCnnTrace(frames, 48, classNames);
  const recorder = new Recorder<typeof made.info, CnnFrame>(made.info, 49);
  made.frames.forEach((frame, index) => {
    const validationAccuracy = validation[index] ?? frame.metrics.validationAccuracy;
    recorder.append({ ...frame, metrics: { ...frame.metrics, validationAccuracy } });
  });
  return recorder;
}

async function show(recorder = run(), at = recorder.frames.length - 1): Promise<void> {
  player = new Player(recorder);
  player.seek(at);
  element.player = player;
  await element.updateComplete;
}

/** Where an epoch is in the window. */
function placeOf(epoch: number): { clientX: number; clientY: number } {
  const { left, width, top, height } = inside('.reader').getBoundingClientRect();
  return { clientX: left + (width * (epoch + 0.2)) / 48.4, clientY: top + height / 2 };
}

async function point(epoch: number): Promise<void> {
  const event = new PointerEvent('pointermove', { ...placeOf(epoch), pointerType: 'mouse' });
  inside('.reader').dispatchEvent(event);
  await element.updateComplete;
}

async function press(key: string): Promise<boolean> {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true });
  const isTaken = !inside('.reader').dispatchEvent(event);
  await element.updateComplete;
  return isTaken;
}

beforeEach(() => {
  element = new UhLearningCurve();
  element.style.width = '700px';
  document.body.append(element);
});

afterEach(() => {
  element.remove();
});

describe('<uh-learning-curve>', () => {
  it('is accessible in both themes: empty, with curves, a value that is read, and its table', async () => {
    expect(await violations(element)).toEqual([]);
    await show();
    expect(await violations(element)).toEqual([]);
    await point(12);
    inside<HTMLDetailsElement>('details').open = true;
    await expect.poll(() => all('tbody tr').length).toBe(49);
    expect(await violations(element)).toEqual([]);
    element.metric = 'loss';
    expect(await violations(element)).toEqual([]);
  });

  it('is titled as in the article, with the validation accuracy at the playhead', async () => {
    const validation = Array.from({ length: 49 }, (_, epoch) => (epoch === 47 ? 0.663 : 0.5));
    await show(run(49, validation), 47);
    expect(textOf(inside('.title'))).toBe('Epoch: 47 | Accuracy 66.30%');
    expect(texts('.legend span')[1]).toBe('validation 66.3%');
    player.seek(3);
    await element.updateComplete;
    expect(textOf(inside('.title'))).toBe('Epoch: 3 | Accuracy 50.00%');
  });

  it('has epochs below and the images seen by then above, at the same places', async () => {
    await show(run(5));
    expect(texts('.bottom span')).toEqual(['0', '8', '16', '24', '32', '40', '48']);
    expect(texts('.top span')).toEqual(['0', '4.6K', '29.4K', '90K', '208K', '396K', '670K']);
    const places = (axis: string): number[] =>
      all(`${axis} span`).map((span) => Number(span.style.getPropertyValue('--_x')));
    expect(places('.top')).toEqual(places('.bottom'));
    expect((places('.top')[0] ?? 0) * 48.4).toBeCloseTo(0.2);
  });

  it('draws the recorded epochs, in full as far as the playhead', async () => {
    const recorder = run(9);
    await show(recorder, 4);
    const points = (selector: string): number =>
      inside(selector).getAttribute('d')?.match(/[ML]/g)?.length ?? 0;
    expect(points('.ahead.validation')).toBe(9);
    expect(points('.behind.validation')).toBe(5);
    // Before any step there is no training accuracy.
    expect(points('.behind.training')).toBe(4);
    expect(Number(inside('.playhead').style.getPropertyValue('--_x')) * 48.4).toBeCloseTo(4.2);
    for (const frame of run(10).frames.slice(9)) recorder.append(frame);
    await element.updateComplete;
    expect(points('.ahead.validation')).toBe(10);
  });

  it('puts a curve where its values are, and chance where guessing is', async () => {
    await show(run(3, [0.45, 0.45, 0.45]));
    expect(inside('.behind.validation').getAttribute('d')).toMatch(/^M4\.1 500\.0h0L24\.8 500\.0L/);
    expect(texts('.values span')).toEqual(['0%', '20%', '40%', '60%', '80%']);
    expect(textOf(inside('.chance'))).toBe('chance, 10%');
    const [line, plot] = [inside('.dotted'), inside('.clip')].map((e) => e.getBoundingClientRect());
    const above = (plot?.bottom ?? 0) - (line?.top ?? 0) - 1;
    expect(above / (plot?.height ?? 1)).toBeCloseTo(0.1 / 0.9, 2);
  });

  it('makes room for more than 90%', async () => {
    await show(run(3, [0.1, 0.5, 0.95]));
    expect(texts('.values span').at(-1)).toBe('100%');
  });

  it('shows the loss instead', async () => {
    await show(run());
    all('.toggle button')[1]?.click();
    await element.updateComplete;
    expect(textOf(inside('.title'))).toBe('Epoch: 48 | Loss 1.024');
    expect(textOf(inside('.chance'))).toBe('chance, 2.30');
    expect(texts('.values span').at(-1)).toBe('3');
    expect(all('.toggle button').map((button) => button.ariaPressed)).toEqual(['false', 'true']);
    expect(element.getAttribute('metric')).toBe('loss');
  });

  it('reads the epoch under the pointer', async () => {
    await show(run());
    await point(12.3);
    expect(textOf(inside('.tooltip'))).toMatch(
      /^Epoch 12: training \d\d\.\d%, validation \d\d\.\d%, 12,600 images$/,
    );
    inside('.reader').dispatchEvent(new PointerEvent('pointerleave', { pointerType: 'mouse' }));
    await element.updateComplete;
    expect(all('.tooltip')).toHaveLength(0);
  });

  it('reads no epoch that is not recorded yet', async () => {
    await show(run(9));
    await point(40);
    expect(textOf(inside('.tooltip'))).toMatch(/^Epoch 8:/);
  });

  it('takes the playhead to where it is clicked, and says so', async () => {
    await show(run());
    let sought: number | undefined;
    element.addEventListener('uh-seek', (event: UhSeekEvent) => (sought = event.frame));
    inside('.reader').dispatchEvent(new MouseEvent('click', placeOf(20)));
    expect([player.playhead, sought]).toEqual([20, 20]);
  });

  it('reads and goes by keys', async () => {
    await show(run(), 10);
    const text = (): string => inside('.reader').getAttribute('aria-valuetext') ?? '';
    expect(text()).toMatch(/^Epoch 10: /);
    expect(await press('ArrowRight')).toBe(true);
    expect(text()).toMatch(/^Epoch 11: /);
    expect(player.playhead).toBe(10);
    await press('PageUp');
    expect(inside('.reader').getAttribute('aria-valuenow')).toBe('17');
    await press('Enter');
    expect(player.playhead).toBe(17);
    await press('Home');
    expect(text()).toMatch(/^Epoch 0: validation 10\.0%, 0 images$/);
    await press('Escape');
    expect(all('.tooltip')).toHaveLength(0);
    expect(await press('Tab')).toBe(false);
  });

  it('marks where settings were changed, and says how', async () => {
    const made = run();
    const recorder = new Recorder<typeof made.info, CnnFrame>(made.info, 49);
    for (const frame of made.frames) {
      const learningRate = frame.epoch < 20 ? 0.0005 : 0.0001;
      recorder.append({ ...frame, settings: { ...frame.settings, learningRate } });
    }
    await show(recorder);
    expect(all('.change')).toHaveLength(1);
    await point(20);
    expect(texts('.tooltip .changed')).toEqual(['learning rate 0.0005 → 0.0001']);
    expect(inside('.reader').getAttribute('aria-valuetext')).toMatch(/; learning rate 0\.0005/);
  });

  it('has every figure in a table, once that is opened', async () => {
    await show(run(3));
    expect(all('tbody tr')).toHaveLength(0);
    inside<HTMLDetailsElement>('details').open = true;
    await expect.poll(() => texts('tbody tr').length).toBe(3);
    const cells = [...inside('tbody tr').children].map(textOf);
    expect(cells).toEqual(['0', '0', '–', '10.0%', '–', '2.300', '']);
  });

  it.each([300, 390, 700])('fits into %i px', async (width) => {
    element.style.width = `${width}px`;
    await show(run());
    expect(element.scrollWidth).toBeLessThanOrEqual(width);
    const labels = all('.bottom span')
      .filter((span) => span.checkVisibility())
      .map((span) => span.getBoundingClientRect());
    labels.slice(1).forEach(({ left }, i) => {
      expect(left).toBeGreaterThan(labels[i]?.right ?? 0);
    });
  });
});
