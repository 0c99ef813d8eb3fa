import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UhCellEvent } from '../confusion-matrix/events/uh-cell.ts';
import { UhConfusionMatrix } from '../confusion-matrix/confusion-matrix.ts';
import { type ClassPair, UhPairEvent } from './events/uh-pair.ts';
import { UhEmbedding } from '../embedding/embedding.ts';
import { syntheticTrace } from '../embedding/synthetic-trace.ts';
import { syntheticCnnTrace } from '../cnn/synthetic-trace.ts';
import { Player } from '../../trace/player.ts';
import { linkFigures, type PairLinks } from './pair-links.ts';

/** A figure of a dataset: it takes a pair, and tells of one. */
class TestFigure extends HTMLElement {
  pair: ClassPair | null = null;
  classNames: readonly string[] | undefined = CLOTHES;

  point(pair: ClassPair | null): void {
    this.dispatchEvent(new UhPairEvent(pair));
  }
}
customElements.define('test-figure', TestFigure);

const CLOTHES = ['shirt', 'coat', 'bag'];

let links: PairLinks;

function figure(group: string | undefined, classNames: readonly string[] = CLOTHES): TestFigure {
  const element = new TestFigure();
  element.classNames = classNames;
  if (group !== undefined) element.setAttribute('link', group);
  document.body.append(element);
  return element;
}

function key(name: string, target: HTMLElement = document.body): void {
  target.dispatchEvent(
    new KeyboardEvent('keydown', { key: name, bubbles: true, composed: true, cancelable: true }),
  );
}

const status = (): string => document.querySelector('[role=status]')?.textContent ?? '';

beforeEach(() => {
  links = linkFigures(document);
});

afterEach(() => {
  links.dispose();
  document.body.replaceChildren();
});

describe('linked figures', () => {
  it('all show the pair that is pointed at in one of them, and none once it is left', () => {
    const [one, two] = [figure(''), figure('')];
    one.point({ a: 0, b: 1 });
    expect(two.pair).toEqual({ a: 0, b: 1 });
    expect(one.pair).toEqual({ a: 0, b: 1 });
    one.point(null);
    expect(two.pair).toBeNull();
    expect(one.pair).toBeNull();
  });

  it('are linked once, however many figures ask for it', () => {
    expect(linkFigures(document)).toBe(links);
    expect(document.querySelector('[role=status]')).toBeNull();
  });

  it('are those with the attribute, of the same group and the same classes', () => {
    const one = figure('clothes');
    const others = [figure(undefined), figure(''), figure('clothes', ['cat', 'dog', 'bag'])];
    const peer = figure('clothes');
    one.point({ a: 1, b: 2 });
    expect(peer.pair).toEqual({ a: 1, b: 2 });
    for (const other of others) expect(other.pair).toBeNull();
    others[0]?.point({ a: 0, b: 1 });
    expect(peer.pair).toEqual({ a: 1, b: 2 });
  });

  it('stay within their shadow root', () => {
    const roots = [0, 1].map(() => {
      const host = document.createElement('div');
      document.body.append(host);
      const root = host.attachShadow({ mode: 'open' });
      const figures = [figure(''), figure('')];
      root.append(...figures);
      return figures;
    });
    const outside = figure('');
    roots[0]?.[0]?.point({ a: 0, b: 2 });
    expect(roots[0]?.[1]?.pair).toEqual({ a: 0, b: 2 });
    expect(roots[1]?.[0]?.pair).toBeNull();
    expect(outside.pair).toBeNull();
  });

  it('keep a pair that was clicked, show another one while that is pointed at, and come back', () => {
    const [one, two] = [figure(''), figure('')];
    one.point({ a: 0, b: 1 });
    one.click();
    one.point(null);
    expect(two.pair).toEqual({ a: 0, b: 1 });
    expect(two.hasAttribute('pair-held')).toBe(true);
    expect(status()).toBe('shirt and coat stand out in all figures. Escape ends it.');
    two.point({ a: 1, b: 2 });
    expect(one.pair).toEqual({ a: 1, b: 2 });
    two.point(null);
    expect(one.pair).toEqual({ a: 0, b: 1 });
  });

  it('let go of a pair that is clicked again, in either order and in whatever figure', () => {
    const [one, two] = [figure(''), figure('')];
    one.point({ a: 0, b: 1 });
    one.click();
    one.point(null);
    two.point({ a: 1, b: 0 });
    two.click();
    two.point(null);
    expect(one.pair).toBeNull();
    expect(one.hasAttribute('pair-held')).toBe(false);
    expect(status()).toBe('No classes stand out any more.');
  });

  it('hold nothing for a click that is elsewhere', () => {
    const [one, two] = [figure(''), figure('')];
    one.point({ a: 0, b: 1 });
    two.click();
    one.point(null);
    expect(one.pair).toBeNull();
  });

  it('do the same by keys: Enter holds, Escape ends all', () => {
    const [one, two] = [figure(''), figure('')];
    one.point({ a: 0, b: 2 });
    key('Enter', one);
    one.point(null);
    expect(two.pair).toEqual({ a: 0, b: 2 });
    key('Escape');
    expect(two.pair).toBeNull();
    one.point({ a: 0, b: 2 });
    key('Escape', one);
    expect(two.pair).toBeNull();
  });

  it('hold once for Enter on a button, whose click comes after the key', () => {
    const [one, two] = [figure(''), figure('')];
    const button = document.createElement('button');
    one.append(button);
    one.point({ a: 0, b: 1 });
    key('Enter', button);
    button.click();
    one.point(null);
    expect(two.pair).toEqual({ a: 0, b: 1 });
  });

  it('show a pair that is held when they get their classes later', () => {
    const one = figure('');
    const late = figure('');
    late.classNames = undefined;
    one.point({ a: 0, b: 1 });
    one.click();
    expect(late.pair).toBeNull();
    late.classNames = CLOTHES;
    late.dispatchEvent(new Event('uh-state', { bubbles: true, composed: true }));
    expect(late.pair).toEqual({ a: 0, b: 1 });
  });

  it('are back to what they were when the links end', () => {
    const [one, two] = [figure(''), figure('')];
    one.point({ a: 0, b: 1 });
    links.dispose();
    links.dispose();
    expect(two.pair).toBeNull();
    one.point({ a: 0, b: 1 });
    expect(two.pair).toBeNull();
    expect(document.querySelector('[role=status]')).toBeNull();
  });

  it('are layouts, too, whose other classes fade: of runs that go on and of finished ones', () => {
    const one = figure('', syntheticTrace({ points: 10, frames: 1 }).info.dataset.classNames);
    const plots = [undefined, 24].map((expectedFrames) => {
      const plot = new UhEmbedding();
      const options = { points: 100, frames: 2 };
      plot.player = new Player(
        syntheticTrace(expectedFrames ? { ...options, expectedFrames } : options),
      );
      plot.setAttribute('link', '');
      document.body.append(plot);
      return plot;
    });
    one.point({ a: 2, b: 4 });
    expect(plots.map(({ highlight }) => highlight)).toEqual([
      [2, 4],
      [2, 4],
    ]);
    one.point({ a: 3, b: 3 });
    expect(plots[0]?.highlight).toEqual([3]);
    one.point(null);
    expect(plots[0]?.highlight).toEqual([]);
  });

  it('are confusion matrices, too: a cell is a pair, and both ways show', async () => {
    const matrix = new UhConfusionMatrix();
    matrix.player = new Player(syntheticCnnTrace(3), { following: false });
    matrix.setAttribute('link', '');
    const one = figure('', matrix.player.trace.info.dataset.classNames);
    document.body.append(matrix);
    await matrix.updateComplete;
    matrix.dispatchEvent(new UhCellEvent(3, 5, false));
    expect(one.pair).toEqual({ a: 3, b: 5 });
    await matrix.updateComplete;
    const paired = [...matrix.renderRoot.querySelectorAll<HTMLElement>('td.paired')];
    expect(paired.map(({ dataset }) => [dataset['truth'], dataset['predicted']])).toEqual([
      ['3', '5'],
      ['5', '3'],
    ]);
    matrix.dispatchEvent(new UhCellEvent(undefined, undefined, false));
    await matrix.updateComplete;
    expect(one.pair).toBeNull();
    expect(matrix.renderRoot.querySelector('td.paired')).toBeNull();
  });

  it('hold a cell for one press of Enter, which the matrix keeps to itself', async () => {
    const matrix = new UhConfusionMatrix();
    matrix.player = new Player(syntheticCnnTrace(3), { following: false });
    matrix.setAttribute('link', '');
    const one = figure('', matrix.player.trace.info.dataset.classNames);
    document.body.append(matrix);
    await matrix.updateComplete;
    const cell = matrix.renderRoot.querySelector<HTMLElement>(
      '[data-truth="0"][data-predicted="0"]',
    );
    if (!cell) throw new Error('There is no cell.');
    cell.focus();
    key('ArrowRight', cell);
    const next = matrix.renderRoot.querySelector<HTMLElement>(
      '[data-truth="0"][data-predicted="1"]',
    );
    if (!next) throw new Error('There is no second cell.');
    key('Enter', next);
    next.blur();
    expect(one.pair).toEqual({ a: 0, b: 1 });
  });
});
