import type { UhCellEvent } from '../confusion-matrix/events/uh-cell.ts';
import type { ClassPair, UhPairEvent } from './events/uh-pair.ts';
import type { Trace } from '../../trace/trace.ts';

/** What a figure offers to be linked: it takes a pair, or a list of classes, and knows its classes' names. */
interface LinkedFigure extends HTMLElement {
  pair?: ClassPair | null;
  highlight?: readonly number[];
  readonly classNames?: readonly string[] | undefined;
  readonly player?:
    | {
        readonly trace: Trace<
          { readonly dataset: { readonly classNames: readonly string[] } },
          unknown
        >;
      }
    | undefined;
}

/** Two classes that somebody points at, or holds. */
interface Sight {
  /** The element that tells of it: a figure, or one within a composite. */
  readonly origin: EventTarget;
  readonly figure: LinkedFigure;
  readonly pair: ClassPair;
  readonly classes: string;
}

const LINK = 'link';
/** Set on every figure of the group while a pair is held. */
const HELD = 'pair-held';
/** Their click comes after the key: it would let go of what the key holds. */
const PRESSED_BY_KEYS = 'button, a, input, select, summary, textarea';

/**
 * Figures that bear the attribute `link`, with the same value or none, are linked: the two classes that the visitor
 * points at in one stand out in all of the same classes, in the same document or shadow root. A click, or Enter, holds them
 * until the same again or Escape.
 *
 * Listens in `document`, where the events of all figures come by; figures may come and go.
 */
export class PairLinks {
  private pointed: Sight | undefined;
  private held: Sight | undefined;
  private lit = new Set<LinkedFigure>();
  private status: HTMLElement | undefined;
  private readonly listening = new AbortController();

  /** Use `linkFigures`: two of them would undo each other. */
  constructor(private readonly document: Document) {
    const { signal } = this.listening;
    const on = (type: string, listener: (event: Event) => void, capture = false): void => {
      document.addEventListener(type, listener, { signal, capture });
    };
    for (const type of PAIR_EVENTS) {
      on(type, (event) => {
        this.follow(event);
      });
    }
    on('click', (event) => {
      this.press(event.composedPath());
    });
    // Before a figure keeps its keys to itself.
    on(
      'keydown',
      (event) => {
        this.onKey(event as KeyboardEvent);
      },
      true,
    );
    // A figure that gets its classes while a pair is held.
    on('uh-state', () => {
      if (this.held) this.apply();
    });
  }

  /** Ends all links. May be called twice. */
  dispose(): void {
    this.listening.abort();
    this.pointed = undefined;
    this.held = undefined;
    this.apply();
    this.status?.remove();
    linked.delete(this.document);
  }

  /** A figure's word on what the visitor points at. */
  private follow(event: Event): void {
    const path = event.composedPath();
    const [origin] = path;
    const figure = figureOf(path);
    if (!origin || !figure) return;
    const pair = pairIn(event);
    if (!pair) {
      if (this.pointed && this.pointed.origin !== origin) return;
      this.pointed = undefined;
    } else {
      this.pointed = { origin, figure, pair, classes: classesOf(figure) };
    }
    this.apply();
  }

  /** Holds the pair that is pointed at, or lets go of it. */
  private press(path: readonly EventTarget[]): void {
    const { pointed, held } = this;
    if (!pointed || !path.includes(pointed.origin)) return;
    const isHeld = held !== undefined && isSame(held, pointed);
    this.hold(isHeld ? undefined : pointed);
  }

  private hold(sight: Sight | undefined): void {
    this.held = sight;
    this.say(
      sight
        ? `${nameOf(sight)} stand out in all figures. Escape ends it.`
        : 'No classes stand out any more.',
    );
    this.apply();
  }

  private say(sentence: string): void {
    if (!this.status) {
      this.status = this.document.createElement('p');
      this.status.setAttribute('role', 'status');
      this.status.setAttribute('style', HIDDEN);
      this.document.body.append(this.status);
    }
    this.status.textContent = sentence;
  }

  private onKey(event: KeyboardEvent): void {
    if (event.key === 'Escape') {
      if (!this.pointed && !this.held) return;
      this.pointed = undefined;
      if (this.held) this.hold(undefined);
      else this.apply();
      return;
    }
    if (event.key !== 'Enter' && event.key !== ' ') return;
    const path = event.composedPath();
    const [target] = path;
    if (target instanceof Element && target.matches(PRESSED_BY_KEYS)) return;
    this.press(path);
  }

  /** What the visitor points at comes before what is held. */
  private apply(): void {
    const sight = this.pointed ?? this.held;
    const peers = new Set(sight ? peersOf(sight) : []);
    for (const figure of this.lit) if (!peers.has(figure)) show(figure, null, false);
    for (const figure of peers) show(figure, sight?.pair ?? null, this.held !== undefined);
    this.lit = peers;
  }
}

/** What figures tell of pairs with. */
const PAIR_EVENTS = ['uh-pair', 'uh-cell'] as const;

const linked = new Map<Document, PairLinks>();

/** Every figure that tells of pairs calls it: from then on those with the attribute are linked. Once a document. */
export function linkFigures(document: Document): PairLinks {
  const links = linked.get(document) ?? new PairLinks(document);
  linked.set(document, links);
  return links;
}

type TellsPair = Pick<UhPairEvent, 'pair'>;
type TellsCell = Pick<UhCellEvent, 'trueClass' | 'predictedClass'>;

/** `uh-cell` is the confusion matrix's, whose cells have an order. */
function pairIn(event: Event): ClassPair | null {
  if (event.type === 'uh-pair') return (event as Event & TellsPair).pair;
  const { trueClass, predictedClass } = event as Event & TellsCell;
  if (trueClass === undefined || predictedClass === undefined) return null;
  return { a: trueClass, b: predictedClass };
}

function figureOf(path: readonly EventTarget[]): LinkedFigure | undefined {
  return path.find(
    (target): target is HTMLElement => target instanceof HTMLElement && target.hasAttribute(LINK),
  );
}

/** All figures of the group that are of the same classes, the one that is pointed at among them. */
function peersOf({ figure, classes }: Sight): LinkedFigure[] {
  const root = figure.getRootNode();
  if (!(root instanceof Document || root instanceof ShadowRoot)) return [];
  const group = figure.getAttribute(LINK);
  return [...root.querySelectorAll<LinkedFigure>(`[${LINK}]`)].filter(
    (other) => other.getAttribute(LINK) === group && classesOf(other) === classes,
  );
}

/** Its classes' names; empty while it has none. */
function classesOf({ classNames, player }: LinkedFigure): string {
  return (classNames ?? player?.trace.info.dataset.classNames ?? []).join('\n');
}

function show(figure: LinkedFigure, pair: ClassPair | null, isHeld: boolean): void {
  if ('pair' in figure) figure.pair = pair;
  if ('highlight' in figure) figure.highlight = pair ? [...new Set([pair.a, pair.b])] : [];
  figure.toggleAttribute(HELD, isHeld && pair !== null);
}

function isSame(one: Sight, other: Sight): boolean {
  const key = ({ pair: { a, b }, classes }: Sight): string =>
    `${Math.min(a, b)},${Math.max(a, b)} ${classes}`;
  return key(one) === key(other);
}

function nameOf({ pair: { a, b }, classes }: Sight): string {
  const names = classes.split('\n');
  return [...new Set([a, b])].map((label) => names[label] ?? '').join(' and ');
}

/** Read aloud, not seen. */
const HIDDEN =
  'position:absolute;width:1px;height:1px;margin:-1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap';
