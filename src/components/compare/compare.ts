import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { property, state as reactive } from 'lit/decorators.js';
import { PlayheadController } from '../../controllers/playhead.ts';
import { VisibilityController } from '../../controllers/visibility.ts';
import { isBusy } from '../../runs/run.ts';
import { PairPlayer } from '../../trace/pair-player.ts';
import { define } from '../define.ts';
import { icon } from '../icons.ts';
import { runStyles } from '../run/run.styles.ts';
import '../timeline/timeline.ts';
import { tokens } from '../tokens.styles.ts';
import { chooser, waiting } from './chooser.ts';
import { styles } from './compare.styles.ts';
import { type Change, type Composite, type Fields, fieldsOf, type Kind } from './composite.ts';
import { type Difference, differences, sideText, valueText } from './differences.ts';
import { here, type SideName, SIDES, SPOKEN } from './here.ts';
import { isComposite, kindOf } from './kinds.ts';
import { results } from './results.ts';
import { Seat } from './seat.ts';
import { spokenText, whatText } from './words.ts';

/**
 * Two runs side by side under one playhead: the same epoch of both, what was set differently, and what was measured of
 * each. Holds two `<uh-umap>` or two `<uh-cnn>`; with one inside it asks what should differ in a second, and runs that.
 * Two runs at once would slow each other down: the second waits for the first.
 *
 * @tag uh-compare
 * @slot - one or two figures of one kind
 * @csspart head - what is compared
 * @csspart results - what was measured of both
 */
export class UhCompare extends LitElement {
  static override readonly styles = [tokens, runStyles, styles];
  // The figures stay as their author wrote them: no attribute says which of them is where.
  static override readonly shadowRootOptions = {
    ...LitElement.shadowRootOptions,
    slotAssignment: 'manual' as const,
  };

  /** Starts the figures by itself, one after the other. */
  @property({ type: Boolean }) autoplay = false;

  /** What the second run will be, while it waits for the first. */
  @reactive() private plan: Change | undefined;
  @reactive() private draft: Change | undefined;
  @reactive() private problem = '';
  /** The right figure starts when the left one has ended. */
  @reactive() private queued = false;
  /** Until the right figure, started in its turn, is over. */
  private rightRun: Promise<void> | undefined;
  /** Whether it was put around a figure of the page, and goes again. */
  private isGuest = false;
  /** Whether the right figure is of its own making. */
  private isOwn = false;
  private autoplayed = false;
  /** Tags whose code is on its way. */
  private readonly awaited = new Set<string>();
  private seats: readonly Seat[] = [];
  private pair: PairPlayer | undefined;
  private paired: readonly unknown[] = [];
  private focusNext = '';
  private readonly visibility = new VisibilityController(this);
  private readonly playhead = new PlayheadController(this);
  private readonly childList = new MutationObserver(() => {
    this.adopt();
  });

  /** Takes a figure's place in the page, with the figure inside, and asks what to compare it with. */
  static around(figure: EventTarget): UhCompare | undefined {
    if (!(figure instanceof Element) || !isComposite(figure)) return undefined;
    const compare = document.createElement('uh-compare');
    compare.isGuest = true;
    // What the page lays out by class, or slot, stays where it was.
    compare.className = figure.className;
    compare.slot = figure.slot;
    compare.focusNext = '.chooser h3';
    figure.replaceWith(compare);
    compare.append(figure);
    return compare;
  }

  get left(): Composite | undefined {
    return this.seats[0]?.figure;
  }

  get right(): Composite | undefined {
    return this.seats[1]?.figure;
  }

  /** The playhead over both. */
  get player(): PairPlayer | undefined {
    return this.pair;
  }

  /** Starts both figures, one after the other. Resolves when both are over. */
  async start(): Promise<void> {
    const { left, right } = this;
    this.queued = right !== undefined;
    await left?.start();
    if (this.queued && this.isConnected && right === this.right) this.startQueued();
    await this.rightRun;
  }

  private startQueued(): void {
    this.queued = false;
    this.rightRun = this.right?.start();
  }

  /**
   * Runs a second figure that differs from the first in this alone, once the first does not go on any more. It takes the
   * place of one that was made so before. Where an author put two in, these stay.
   */
  compareWith(change: Change): void {
    this.discard();
    if (this.right) return;
    this.plan = change;
    this.problem = '';
    this.focusNext = '.waiting h3';
    this.startPlanned();
  }

  /** Ends the second run and gives the place in the page back to the first figure. */
  close(): void {
    const { left, isGuest } = this;
    this.discard();
    if (!left || !isGuest) return;
    const { pair } = this;
    const wasFollowing = pair?.following === true;
    this.letGo();
    if (wasFollowing && left.trace?.closed === false) left.player?.follow();
    this.replaceWith(left);
    void left.updateComplete.then(() => {
      left.renderRoot.querySelector<HTMLElement>('.toolbar .compare')?.focus();
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.childList.observe(this, { childList: true });
    this.adopt();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.childList.disconnect();
    this.letGo();
  }

  protected override willUpdate(): void {
    this.playhead.player = this.pair;
    this.playhead.active = this.visibility.inView;
    for (const seat of this.seats) seat.shown = this.visibility.inView;
  }

  protected override updated(): void {
    for (const [index, slot] of this.renderRoot.querySelectorAll('slot').entries()) {
      const figure = this.figures[index];
      slot.assign(...(figure ? [figure] : []));
    }
    this.moveFocus();
    if (!this.autoplay || this.autoplayed || this.seats.length === 0) return;
    this.autoplayed = true;
    void this.start();
  }

  /** To what came in the place of what was pressed. */
  private moveFocus(): void {
    if (!this.focusNext) return;
    const next = this.renderRoot.querySelector<HTMLElement>(this.focusNext);
    if (!next) return;
    this.focusNext = '';
    next.focus();
  }

  /** The first two of the children that can be compared. */
  private get figures(): readonly Composite[] {
    return [...this.children].filter(isComposite).slice(0, 2);
  }

  private get kind(): Kind | undefined {
    return this.left && kindOf(this.left);
  }

  /** Binds to the children that are there now, once their code is. */
  private adopt(): void {
    this.requestUpdate();
    const { figures } = this;
    const tags = new Set(figures.map(({ localName }) => localName));
    const missing = [...tags].find((tag) => !customElements.get(tag));
    if (missing !== undefined) {
      if (this.awaited.has(missing)) return;
      this.awaited.add(missing);
      void customElements.whenDefined(missing).then(() => {
        if (this.isConnected) this.adopt();
      });
      return;
    }
    // The parser may have made them after this element.
    for (const figure of figures) customElements.upgrade(figure);
    // What is of two kinds stands side by side, each for itself.
    const wanted = tags.size === 1 ? figures : [];
    const before = this.seats;
    if (
      wanted.length === before.length &&
      wanted.every((figure, i) => figure === before[i]?.figure)
    )
      return;
    const kept = before.filter(({ figure }, index) => figure === wanted[index]);
    for (const seat of before) if (!kept.includes(seat)) seat.leave();
    this.seats = wanted.map(
      (figure, index) =>
        kept.find((seat) => seat.figure === figure) ??
        new Seat(figure, SIDES[index] ?? 'left', this.onSide),
    );
    this.takeTurns();
    this.onSide();
  }

  /** Figures that start by themselves do so one after the other. */
  private takeTurns(): void {
    const { left, right } = this;
    if (!left || !right?.autoplay || right.trace) return;
    right.autoplay = false;
    if (isBusy(right.state)) right.cancel();
    this.queued = true;
  }

  private readonly onSide = (): void => {
    this.requestUpdate();
    this.pairUp();
    // A run says that it is done, and then begins to test what it has learned.
    queueMicrotask(() => {
      this.startPlanned();
      if (this.queued && this.isFree) this.startQueued();
    });
  };

  /** Whether the left run takes nothing from a right one. */
  private get isFree(): boolean {
    const { left } = this;
    if (!left) return false;
    const isAboutTo = left.autoplay && left.state === 'idle' && !left.trace;
    const isTesting = left.control.run?.testing !== undefined;
    // What rests unseen goes on by itself.
    const isPaused = left.state === 'paused' && !left.resting;
    return !isAboutTo && !isTesting && (isPaused || !isBusy(left.state));
  }

  /** One playhead over the players that there are now. */
  private pairUp(): void {
    const players = this.seats.flatMap(({ figure }) => figure.player ?? []);
    if (players.length === this.paired.length && players.every((p, i) => p === this.paired[i]))
      return;
    const [first] = players;
    const before = this.pair;
    const isNew = players.some((player) => !this.paired.includes(player) && !player.trace.closed);
    before?.dispose();
    this.paired = players;
    this.pair = undefined;
    if (!first) return;
    const { fps, following, playing, position } = before ?? first;
    const glides = this.kind?.glides ?? true;
    const pair = new PairPlayer(players, { fps, following: false, glides });
    pair.moveTo(position);
    // What begins is looked at, as in a figure alone.
    if ((before && isNew) || following) pair.follow();
    else if (playing) pair.play();
    this.pair = pair;
  }

  private startPlanned(force = false): void {
    const { left, kind, plan } = this;
    if (!plan || !left || !kind || !(force || this.isFree)) return;
    this.plan = undefined;
    this.isOwn = true;
    const second = kind.create(left, { ...fieldsOf(left), [plan.name]: plan.value });
    this.focusNext = '.side.right h3';
    this.append(second);
    this.adopt();
    void second.start();
  }

  /** The second run goes, and with it all that it holds. */
  private discard(): void {
    const { right, isOwn } = this;
    this.plan = undefined;
    if (!right || !isOwn) return;
    this.isOwn = false;
    right.remove();
    this.adopt();
  }

  private letGo(): void {
    for (const seat of this.seats) seat.leave();
    this.seats = [];
    this.pair?.dispose();
    this.pair = undefined;
    this.paired = [];
    this.queued = false;
  }

  protected override render(): TemplateResult {
    const { left, right, kind, figures, pair } = this;
    const found = this.found();
    return html`
      <section class="compare" aria-label="Two runs side by side">
        <p class="sr" role="status">${spokenText(this.plan !== undefined, found)}</p>
        ${this.renderHead(found)}
        <div class="pair">${SIDES.map((side) => this.renderSide(side, found))}</div>
        ${pair ? this.renderTime(pair) : nothing}
        ${
          left && kind && pair
            ? html`<div part="results">
                ${results({
                  sides: right ? [left, right] : [left],
                  measures: kind.measures,
                  playhead: pair.playhead,
                  lastEpoch: lastEpochOf(pair),
                })}
                ${figures.length > 1 ? html`<p class="small caption">${kind.caption}</p>` : nothing}
              </div>`
            : nothing
        }
      </section>
    `;
  }

  /** The settings in which the two differ; undefined while there is one. */
  private found(): readonly Difference[] | undefined {
    const { left, right, kind, plan } = this;
    if (!left || !kind) return undefined;
    const fields = fieldsOf(left);
    if (right) return differences(kind.groups, fields, fieldsOf(right));
    return plan && differences(kind.groups, fields, { ...fields, [plan.name]: plan.value });
  }

  private renderHead(found: readonly Difference[] | undefined): TemplateResult {
    const { right, isOwn, isGuest, left } = this;
    const tags = [...this.children].filter(isComposite).map(({ localName }) => localName);
    const bothIdle = left && right && [left, right].every(isUntouched) && !this.queued;
    return html`<div class="head" part="head">
      <div>
        <h2>Side by side</h2>
        <p class="what">${whatText(tags, found)}</p>
      </div>
      <div class="buttons">
        ${bothIdle ? action('play', 'Run both, one after the other', this.runBoth, 'strong') : nothing}
        ${right && isOwn ? action('again', 'Change what differs', this.chooseAnew, 'strong') : nothing}
        ${isGuest ? action('return', 'Back to one', this.end, 'end') : nothing}
      </div>
    </div>`;
  }

  private renderSide(side: SideName, found: readonly Difference[] | undefined): TemplateResult {
    const figure = this.figures[SIDES.indexOf(side)];
    const settings = found && sideText(found, side);
    const label = settings === undefined ? SPOKEN[side] : `${SPOKEN[side]}: ${settings}`;
    return html`<div class="side ${side}" role="group" aria-label=${label}>
      ${
        figure
          ? html`<h3 tabindex="-1">
              <i aria-hidden="true"></i><span class="which">${here(side, true)}</span>
              ${
                found && found.length > 0
                  ? found.map(
                      (difference) =>
                        html`<span>${difference.label} <b>${difference[side]}</b></span>`,
                    )
                  : nothing
              }
            </h3>`
          : nothing
      }
      ${
        side === 'right' && this.queued
          ? html`<p class="small">Starts when the first has finished.</p>`
          : nothing
      }
      <slot ?hidden=${!figure}></slot>
      ${side === 'right' && !figure ? this.renderSecond() : nothing}
    </div>`;
  }

  /** Where the second figure will be. */
  private renderSecond(): TemplateResult | typeof nothing {
    const { left, kind, plan, problem } = this;
    if (!left || !kind) return nothing;
    const fields = fieldsOf(left);
    const all = kind.groups.flatMap(({ fields }) => fields);
    if (plan) {
      const field = all.find(({ name }) => name === plan.name);
      return waiting({
        what: `${field?.label ?? plan.name} ${valueText(field, plan.value)}`,
        startNow: this.startNow,
        back: this.chooseAnew,
      });
    }
    const draft = this.draftOf(kind, fields);
    return chooser({
      ...{ groups: kind.groups, fields, draft, problem },
      suggestions: kind.suggestions(fields),
      remark: kind.remark(draft),
      busy: !this.isFree,
      edit: this.edit,
      choose: this.choose,
      submit: () => {
        this.choose(this.draftOf(kind, fields));
      },
    });
  }

  /** What the reader put in so far; at first the parameter that is suggested first, as it is. */
  private draftOf(kind: Kind, fields: Fields): Change {
    const name = kind.suggestions(fields)[0]?.name ?? 'seed';
    return this.draft ?? { name, value: fields[name] };
  }

  private renderTime(pair: PairPlayer): TemplateResult {
    const rests = this.seats.flatMap(({ figure, name }) => {
      const { player } = figure;
      if (!player || player.lastFrame >= pair.playhead) return [];
      return player.trace.closed
        ? html`<p class="rest">
            ${here(name, true)} rests on its last epoch, ${player.lastFrame}.
          </p>`
        : html`<p class="rest">
            ${here(name, true)} has come to epoch ${player.lastFrame} so far.
          </p>`;
    });
    return html`<div class="time">
      <uh-timeline .player=${pair}></uh-timeline>
      ${rests}
    </div>`;
  }

  private readonly edit = (draft: Change): void => {
    this.draft = draft;
    this.problem = '';
  };

  private readonly choose = (change: Change): void => {
    const { left } = this;
    if (!left) return;
    const { name, value } = change;
    this.draft = change;
    if (typeof value === 'number' && Number.isNaN(value)) {
      this.problem = 'That is no number: put one in.';
    } else if (Object.is(fieldsOf(left)[name], value)) {
      this.problem = 'The first run has that value, too: choose another one.';
    } else {
      this.compareWith(change);
    }
  };

  private readonly chooseAnew = (): void => {
    this.discard();
    this.focusNext = '.chooser h3';
    this.requestUpdate();
  };

  private readonly startNow = (): void => {
    this.startPlanned(true);
  };

  private readonly runBoth = (): void => {
    void this.start();
  };

  private readonly end = (): void => {
    this.close();
  };
}

function isUntouched({ state, trace }: Composite): boolean {
  return state === 'idle' && !trace;
}

function lastEpochOf({ trace, lastFrame }: PairPlayer): number {
  return trace.closed ? lastFrame : Math.max(trace.expectedFrames - 1, lastFrame);
}

function action(
  name: Parameters<typeof icon>[0],
  label: string,
  act: () => void,
  look: string,
): TemplateResult {
  return html`<button type="button" class="plain ${look}" @click=${act}>
    ${icon(name)} ${label}
  </button>`;
}

define('uh-compare', UhCompare);

declare global {
  interface HTMLElementTagNameMap {
    'uh-compare': UhCompare;
  }
}
