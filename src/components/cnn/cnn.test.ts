import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UhCnn } from './cnn.ts';
import { examples } from './cnn.example.ts';
import { FIGURES } from './rows.ts';
import { ScriptedCnnRun } from './scripted-run.ts';

let element: UhCnn;
let run: ScriptedCnnRun;

/** Longer than an element may be out of the document before its run is ended, ms. */
const GONE = 400;

async function show(markup = '<uh-cnn dataset="objects" controls></uh-cnn>'): Promise<void> {
  run = new ScriptedCnnRun();
  const holder = document.createElement('template');
  holder.innerHTML = markup;
  element = document.importNode(holder.content, true).firstElementChild as UhCnn;
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
  const found = buttons.find(
    ({ textContent, ariaLabel }) => (ariaLabel ?? textContent.trim()) === label,
  );
  if (!found) throw new Error(`There is no button «${label}».`);
  return found;
}

/** Starts, and waits until the run has been asked to. */
async function begin(): Promise<void> {
  const before = run.started.length;
  void element.start();
  await expect.poll(() => run.started.length, { interval: 1 }).toBe(before + 1);
}

/** All of the element, its parts too: they come one after the other, and those out of view when there is time. */
async function settled(): Promise<void> {
  for (let frame = 0; frame <= FIGURES; frame++) {
    await element.updateComplete;
    await new Promise(requestAnimationFrame);
  }
  await new Promise((resolve) => requestIdleCallback(resolve, { timeout: 1000 }));
  await new Promise(requestAnimationFrame);
}

async function violations(): Promise<string[]> {
  await settled();
  const { violations } = await axe.run(element);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.html).join(' ')}`);
}

beforeEach(async () => {
  await show();
});

afterEach(() => {
  element.remove();
  document.documentElement.style.colorScheme = '';
});

describe('<uh-cnn>', () => {
  it.each(['light', 'dark'])('is accessible in every state, %s', async (scheme) => {
    element.remove();
    document.documentElement.style.colorScheme = scheme;
    await show();
    expect(await violations()).toEqual([]);
    await begin();
    run.report('draw', 100, 5000, 'images');
    expect(await violations()).toEqual([]);
    run.prepare().record(1);
    expect(await violations()).toEqual([]);
    run.record(20).pause();
    expect(await violations()).toEqual([]);
    run.diverge();
    expect(await violations()).toEqual([]);
    run.complete();
    void run.evaluate(48);
    run.completeTest();
    for (const details of element.renderRoot.querySelectorAll('details')) details.open = true;
    expect(await violations()).toEqual([]);
    run.failWith({ code: 'worker-died', message: 'It ended.' });
    expect(await violations()).toEqual([]);
  });

  it('starts nothing by itself, and offers to, with the article’s values', async () => {
    expect(run.started).toEqual([]);
    expect(text('.idle h2')).toBe('Objects');
    expect(text('.idle')).toMatch(/48 epochs.*min on two cores.*[MG]B of memory/);
    button('Run it live on this device').click();
    await expect.poll(() => run.started.length, { interval: 1 }).toBe(1);
    expect(run.started[0]).toMatchObject({
      dataset: 'objects',
      points: undefined,
      engine: 'auto',
      image: 16,
      params: {
        ...{ layers: 'article', schedule: 'article', epochs: 48, seed: 24 },
        ...{ learningRate: 0.0005, dropout: 0.25 },
      },
    });
  });

  it('can be begun one epoch at a time', async () => {
    button('One epoch at a time').click();
    await expect.poll(() => run.asked, { interval: 1 }).toEqual(['one epoch']);
    expect(run.started).toHaveLength(1);
  });

  it('says what it does: epoch, step, time left, data, engine', async () => {
    await begin();
    run.prepare().record(20);
    await element.updateComplete;
    expect(text('.status .now')).toBe('Training epoch 20 of 48, step 3 of 25, 58 s left');
    expect(text('.status')).toContain(
      'images drawn by this project, 48,000 to learn from, 2,000 to validate with',
    );
    expect(text('.status')).toContain('wasm on WebAssembly');
    run.report('validation', 100, 2000);
    await element.updateComplete;
    expect(text('.status .now')).toMatch(/^Validating after epoch 20 of 48/);
  });

  it('pauses, trains one epoch, goes on, and is cancelled with its frames kept', async () => {
    await begin();
    run.prepare().record(5);
    await element.updateComplete;
    button('Pause run').click();
    await element.updateComplete;
    expect(element.state).toBe('paused');
    button('One epoch').click();
    expect(run.asked).toContain('one epoch');
    await element.updateComplete;
    button('Cancel').click();
    await element.updateComplete;
    expect([element.state, element.frameCount]).toEqual(['idle', 5]);
    expect(text('.status .now')).toBe('Cancelled; 5 frames are kept');
    expect(button('Run again').isConnected).toBe(true);
  });

  it('changes settings while it trains, and says what it cannot follow', async () => {
    await begin();
    run.prepare().record(5);
    await element.updateComplete;
    const change = (name: string, value: string): void => {
      const input = inside<HTMLInputElement>(`.live input[name=${name}]`);
      input.value = value;
      input.dispatchEvent(new Event('change'));
    };
    change('learningRate', '0.001');
    change('batchSize', '');
    expect(run.asked).toEqual(['set {"learningRate":0.001}', 'set {}']);
    expect(run.settings?.learningRate).toBe(0.001);
    change('learningRate', '');
    await expect.poll(() => has('.refusal')).toBe(true);
    expect(text('.refusal')).toContain('learning_rate is NaN');
  });

  it('watches another test image, and a picture of the visitor’s own', async () => {
    await begin();
    run.prepare().record(5);
    await settled();
    button('Next test image').click();
    await settled();
    expect(run.watched?.index).toBe(17);
    element.renderRoot
      .querySelector('uh-predictions')
      ?.dispatchEvent(Object.assign(new Event('uh-watch'), { index: 3 }));
    await settled();
    expect(run.watched?.index).toBe(3);
    const canvas = new OffscreenCanvas(40, 30);
    canvas.getContext('2d')?.fillRect(0, 0, 40, 30);
    const picture = new File([await canvas.convertToBlob()], 'dog.png', { type: 'image/png' });
    const input = inside<HTMLInputElement>('.picker input[type=file]');
    const transfer = new DataTransfer();
    transfer.items.add(picture);
    input.files = transfer.files;
    input.dispatchEvent(new Event('change'));
    await expect.poll(() => run.watched?.title).toBe('dog.png');
    expect(run.watched?.image).toHaveLength(3072);
  });

  it('refuses a file that is no picture, and stays usable', async () => {
    await begin();
    run.prepare().record(5);
    await settled();
    const transfer = new DataTransfer();
    transfer.items.add(new File(['x'], 'notes.txt'));
    inside('.watched').dispatchEvent(
      new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }),
    );
    await expect.poll(() => has('.refusal')).toBe(true);
    expect(text('.refusal')).toContain('notes.txt cannot be read as a picture');
    button('Next test image').click();
    await element.updateComplete;
    expect([has('.refusal'), run.watched?.index]).toEqual([false, 17]);
  });

  it('tests the network at the playhead, and shows what it confuses', async () => {
    await begin();
    run.prepare().record(10);
    element.seek(4);
    await settled();
    button('Test epoch 4 on 10,000 images').click();
    await settled();
    expect(run.asked).toContain('evaluate 4');
    run.report('test', 3200, 10_000, 'images');
    await settled();
    expect(text('.test-line')).toBe('Testing epoch 4: 3,200 of 10,000 images');
    run.completeTest();
    await settled();
    expect(text('.test-line')).toBe(
      '65.89% of 10,000 test images right after epoch 4 (loss 1.1656).',
    );
    element.seek(5);
    await settled();
    expect(button('Test epoch 5 on 10,000 images').isConnected).toBe(true);
  });

  it('offers a smaller learning rate and the last good weights after divergence', async () => {
    await begin();
    run.prepare().record(3);
    await run.set({ learningRate: 1e6 });
    run.diverge();
    await element.updateComplete;
    expect(text('.callout')).toContain('Training diverged at step 12');
    button('Save the last good weights').click();
    expect(run.asked).toContain('save safetensors 2');
    button('Go on with a learning rate of 0.0005').click();
    await expect.poll(() => run.state).toBe('running');
    expect(run.settings?.learningRate).toBe(0.0005);
    await element.updateComplete;
    expect(has('.callout')).toBe(false);
  });

  it('shows an error with what to do, and keeps the frames playable', async () => {
    await begin();
    run.prepare().record(7).failWith({ code: 'out-of-memory', message: 'It did not fit.' });
    await element.updateComplete;
    expect(text('.callout')).toContain('There is not enough memory for this run.');
    expect(text('.callout')).toContain('The 7 frames recorded before');
    element.seek(2);
    expect(element.playhead).toBe(2);
    button('Try again').click();
    await expect.poll(() => run.started.length, { interval: 1 }).toBe(2);
  });

  it('saves the network shown, and begins with a loaded one', async () => {
    await begin();
    run.prepare().complete();
    element.seek(12);
    await settled();
    button('Save layers model (.json, .bin)').click();
    expect(run.asked).toContain('save tfjs-layers 12');
    const transfer = new DataTransfer();
    transfer.items.add(new File(['x'], 'mine.safetensors'));
    const input = inside<HTMLInputElement>('.files input[type=file]');
    input.files = transfer.files;
    input.dispatchEvent(new Event('change'));
    await expect.poll(() => run.asked.at(-1)).toBe('load mine.safetensors');
  });

  it('chooses the layers that are looked at', async () => {
    await begin();
    run.prepare().record(5);
    await settled();
    const [kernels, maps] = element.renderRoot.querySelectorAll<HTMLSelectElement>('.layer select');
    expect([...(kernels?.options ?? [])].map(({ value }) => value)).toEqual(['0', '3']);
    expect(maps?.options).toHaveLength(6);
    if (!maps) throw new Error('no choice of maps');
    maps.value = '2';
    maps.dispatchEvent(new Event('change'));
    await settled();
    expect(run.layers).toEqual({ kernelLayer: 0, activationLayer: 2 });
  });

  it('hands out its frames as copies', async () => {
    await begin();
    run.prepare().record(3);
    const snapshot = element.frame(2);
    expect(snapshot).toMatchObject({ epoch: 2, metrics: run.trace?.frames[2]?.metrics });
    snapshot?.kernels.fill(7);
    expect(element.frame(2)?.kernels[0]).not.toBe(7);
    expect(element.frame(3)).toBeUndefined();
  });

  it('hands values that make no sense to the run as they are', async () => {
    element.remove();
    await show('<uh-cnn epochs="many" learning-rate="-1" batch-size="0.5" schedule="x"></uh-cnn>');
    await begin();
    expect(run.started[0]?.params).toMatchObject({
      ...{ epochs: Number.NaN, learningRate: -1, batchSize: 0.5, schedule: 'x' },
    });
  });

  it('passes player, sight and selection to its parts and to parts that stand alone', async () => {
    element.remove();
    await show('<uh-cnn id="net" controls></uh-cnn>');
    const alone = document.createElement('uh-kernels');
    alone.for = 'net';
    document.body.append(alone);
    await begin();
    run.prepare().record(4);
    await settled();
    for (const part of ['uh-kernels', 'uh-activations']) {
      expect(inside<typeof alone>(part).watching).toBe(element.watching);
      expect(inside<typeof alone>(part).selection).toBe(element.selection);
    }
    expect([alone.player, alone.watching]).toEqual([element.player, element.watching]);
    expect(element.watching?.sight).toMatchObject({ epoch: 3, layers: { kernelLayer: 0 } });
    alone.remove();
  });

  it('speaks when an epoch is over, and not at every step', async () => {
    await begin();
    run.prepare().record(1);
    await element.updateComplete;
    expect(text('[role=status]')).toMatch(
      /^(Epoch 0: validation accuracy 10%; \w+ and \w+ most often confused\.|Training\.)$/,
    );
  });

  it('ends its run when it is removed, once it has been gone for a moment', async () => {
    await begin();
    run.prepare().record(2);
    element.remove();
    await new Promise((resolve) => setTimeout(resolve, GONE));
    expect(run.disposals).toBe(1);
  });

  it('has an example for every state, and none of them fails', async () => {
    for (const example of examples) {
      const shown = example.render();
      document.body.append(shown);
      if (!(shown instanceof UhCnn)) throw new Error(`«${example.name}» is no <uh-cnn>.`);
      await new Promise((resolve) => setTimeout(resolve, 20));
      await shown.updateComplete;
      expect(shown.renderRoot.querySelector('section')).not.toBeNull();
      shown.remove();
    }
  });
});
