import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { CnnFrame } from '../../../workers/contracts/cnn.ts';
import type { DatasetInfo, DatasetStatistics } from '../../../workers/contracts/dataset.ts';
import { PlayheadController } from '../../controllers/playhead.ts';
import { SourceController } from '../../controllers/source.ts';
import { VisibilityController } from '../../controllers/visibility.ts';
import type { DataAccess } from '../../runs/data-access.ts';
import type { Player } from '../../trace/player.ts';
import type { CnnTraceInfo } from '../../trace/cnn-trace.ts';
import type { UmapTraceInfo } from '../../trace/trace.ts';
import { DataController, type DataHost } from '../data/data-controller.ts';
import { dataStyles } from '../data/data.styles.ts';
import { type ClassPair, isSamePair, UhPairEvent } from '../data/events/uh-pair.ts';
import { type DataFields, fieldsOf } from '../data/fields.ts';
import { linkFigures } from '../data/pair-links.ts';
import { waiting } from '../data/panels.ts';
import { define } from '../define.ts';
import { textAttribute } from '../run/attributes.ts';
import { runStyles } from '../run/run.styles.ts';
import { count } from '../run/words.ts';
import { disclosure, numberTable } from '../number-table.styles.ts';
import { tokens } from '../tokens.styles.ts';
import { compare, type Expectation, pairsOf, rowShares } from './comparison.ts';
import { type Dot, dotsOf, labelsOf, nearestDot, type PlotSize } from './dots.ts';
import { styles } from './expectation.styles.ts';
import { pairsTable } from './pairs-table.ts';
import { placesOf } from './places.ts';
import { correlationAxis, shareAxis } from './scales.ts';
import { step } from './steps.ts';
import {
  agreementText,
  correlationText,
  expectedText,
  type Kind,
  noOrderText,
  ordinal,
  rhoText,
  shareText,
  tickText,
  topText,
} from './words.ts';

/** What a composite offers: the run, and once it is measured what it mixes. */
export interface ExpectationSource extends HTMLElement {
  readonly player?: Player<UmapTraceInfo | CnnTraceInfo> | undefined;
  /** Of a finished layout: classes × classes. */
  readonly overlap?: Float64Array | undefined;
  /** Address of the recording that it plays, which has no images; empty where runs are computed. */
  readonly recordedAt?: string;
  /** Of the images of the run. */
  statistics?(): Promise<DatasetStatistics>;
}

/** How near the pointer must be to a dot, px: half of what a finger covers. */
const REACH = 24;
/** Dots that get their name, where there is room for them. */
const NAMED = 7;
const NAMED_NARROW = 4;
/** Narrower than this, px. */
const NARROW = 480;

/**
 * Sets which classes were expected to be confused, by how alike their average images are, against which were: in a
 * finished layout by how much they mix, or by a network at the playhead. One dot a pair of classes; the two orders are compared by
 * Spearman's rank correlation.
 *
 * @tag uh-expectation
 * @event {UhPairEvent} uh-pair - the visitor points at a pair of classes, or leaves it
 * @csspart plot - the plot itself
 * @csspart table - all pairs as numbers
 * @csspart status - what stands in the plot's place while there is none
 */
export class UhExpectation extends LitElement implements DataHost {
  static override readonly styles = [
    tokens,
    runStyles,
    disclosure,
    dataStyles,
    numberTable,
    styles,
  ];

  /** Id of a `<uh-umap>` or a `<uh-cnn>` in the same tree. */
  @property({ converter: textAttribute('') }) for = '';
  /** Two classes to highlight, by index, or null; the figure sets it, too, when the visitor points at two. */
  @property({ attribute: false }) pair: ClassPair | null = null;
  /** How it comes by its data before there is a run; tests put their own in. */
  @property({ attribute: false }) getAccess: () => DataAccess | Promise<DataAccess> = loadAccess;

  /** Of the plot, px. */
  @state() private size: PlotSize = { width: 0, height: 0 };
  @state() private hasTable = false;
  /** Of the run. */
  @state() private ofRun: DatasetStatistics | undefined;
  @state() private failure = '';
  /** The dot that the Tab key comes to. */
  @state() private active = 0;
  @query('.plot') private readonly plot!: HTMLElement | null;

  /** Nothing large is loaded unasked. */
  readonly eager = false;

  private source: ExpectationSource | undefined;
  private pointed: ClassPair | null = null;
  /** Whose statistics were asked for. */
  private asked: DatasetInfo | undefined;
  private bound: EventTarget | undefined;
  private observed: HTMLElement | null = null;
  private shownFrame: unknown;
  private readonly visibility = new VisibilityController(this);
  private readonly playhead = new PlayheadController(this, { updates: false });
  private readonly control: DataController<DatasetStatistics>;
  private readonly resizes = new ResizeObserver(([entry]) => {
    const { width = 0, height = 0 } = entry?.contentRect ?? {};
    if (width !== this.size.width || height !== this.size.height) this.size = { width, height };
  });

  constructor() {
    super();
    // Before the other, which asks in every update for what this one has found.
    new SourceController<ExpectationSource>(
      this,
      () => this.for,
      (source) => {
        this.bind(source);
      },
    );
    this.control = new DataController<DatasetStatistics>(this, {
      needsAll: () => true,
      forget: () => {
        this.active = 0;
      },
      compute: (data) => data.statistics(),
      changed: () => {
        this.requestUpdate();
      },
    });
  }

  /** Of the run, or while there is none of the images that it would be of. */
  get classNames(): readonly string[] | undefined {
    return (this.info ?? this.control.info)?.classNames;
  }

  get fields(): DataFields | undefined {
    const { source, recorded } = this;
    if (recorded) return recorded;
    return source && !this.info ? fieldsOf(source) : undefined;
  }

  get awake(): boolean {
    return this.isConnected && this.visibility.inView;
  }

  /** What a recording was made of, to be loaded for its sake; nothing where nobody else has it. */
  private get recorded(): DataFields | undefined {
    const { info, source } = this;
    if (!info || !source?.recordedAt || info.origin === 'own') return undefined;
    const { seed } = source.player?.trace.info.params ?? {};
    // Others have all their images, of which a recording may show some.
    const points = info.origin === 'drawn' ? info.count : undefined;
    return { dataset: info.name, split: info.split, points, seed: seed ?? 0 };
  }

  private get info(): DatasetInfo | undefined {
    return this.source?.player?.trace.info.dataset;
  }

  private get kind(): Kind {
    const { source } = this;
    const isNetwork = source?.player?.trace.info.kind === 'cnn' || source?.localName === 'uh-cnn';
    return isNetwork ? 'network' : 'layout';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    linkFigures(this.ownerDocument);
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resizes.disconnect();
    this.observed = null;
    this.follow(undefined);
  }

  /** Not in `willUpdate`, which comes before the source is found. */
  protected override update(changed: PropertyValues): void {
    const player = this.source?.player;
    this.playhead.player = player;
    this.playhead.active = this.visibility.inView;
    this.follow(player);
    this.shownFrame = player?.frame;
    this.askRun();
    super.update(changed);
  }

  protected override updated(): void {
    const { plot } = this;
    if (plot === this.observed) return;
    this.resizes.disconnect();
    if (plot) this.resizes.observe(plot);
    this.observed = plot;
  }

  protected override render(): TemplateResult {
    const { info, classNames, kind } = this;
    const statistics = info && !this.recorded ? this.ofRun : this.control.result;
    if (this.failure) return html`<p class="failure" role="alert">${this.failure}</p>`;
    if (!statistics || !classNames) return this.renderWaiting();
    const classes = classNames.length;
    const pairs = pairsOf(statistics.correlation, this.measured(classes), classes);
    return html`<figure>
      <div class="head"><p class="title">${this.titleText()}</p></div>
      ${this.renderArea(pairs, classNames)}
      <p class="readout" aria-hidden="true">${this.readoutText(pairs, classNames)}</p>
      ${this.renderVerdict(pairs, classNames)}
      <details
        part="table"
        @toggle=${(event: Event) => {
          this.hasTable = (event.currentTarget as HTMLDetailsElement).open;
        }}
      >
        <summary>
          ${pairs.length === 1 ? 'The pair' : `All ${count(pairs.length)} pairs`} as numbers
        </summary>
        ${
          this.hasTable
            ? pairsTable({
                ...{ pairs, classNames, kind },
                isShown: (pair) => isSamePair(sorted(this.pair), toPair(pair)),
                point: this.point,
              })
            : nothing
        }
      </details>
    </figure>`;
  }

  private renderWaiting(): TemplateResult {
    const { info, progress, question, error, state } = this.control;
    const { fields } = this;
    if (fields) {
      return waiting({
        what: 'Which look alike, and which are confused, among the classes',
        ...{ fields, info, question, progress, error, isLoading: state === 'loading' },
        load: this.control.load,
        cancel: this.control.cancel,
      });
    }
    return html`<div class="waiting" part="status">
      <p class="what">Which classes look alike, and which are confused</p>
    </div>`;
  }

  private titleText(): string {
    const { info } = this;
    const frame = this.source?.player?.frame as CnnFrame | undefined;
    if (!info) return 'What is to be expected';
    if (this.kind === 'network') {
      return `Expected against confused: validation images after epoch ${frame?.epoch ?? 0}`;
    }
    return this.source?.overlap
      ? 'Expected against mixed: the finished layout'
      : 'What is to be expected, while the layout is learned';
  }

  private renderArea(pairs: readonly Expectation[], classNames: readonly string[]): TemplateResult {
    const x = correlationAxis(pairs.map(({ expected }) => expected));
    const y = shareAxis(pairs.map(({ measured }) => measured ?? 0));
    const isMeasured = pairs.some(({ measured }) => measured !== undefined);
    const { size } = this;
    const dots = dotsOf(pairs, x, y, size);
    const shown = pairs.find((pair) => isSamePair(sorted(this.pair), toPair(pair)));
    const most = size.width < NARROW ? NAMED_NARROW : NAMED;
    const labels = size.width > 0 ? labelsOf(dots, classNames, size, most, shown) : [];
    return html`<div class="area">
      <p class="yname" aria-hidden="true">
        ${this.kind === 'network' ? 'Taken for one another' : 'Neighbours of the other class'}, mean
        of both directions
      </p>
      <div class="values" aria-hidden="true">
        ${
          isMeasured
            ? y.ticks.map((tick) => html`<span style="--_y:${y.at(tick)}">${tickText(tick)}</span>`)
            : nothing
        }
      </div>
      <div
        class="plot ${shown ? 'chosen' : ''} ${isMeasured ? '' : 'unmeasured'}"
        part="plot"
        role="group"
        aria-label="Pairs of classes; arrow keys go from one to the next"
        @pointermove=${(event: PointerEvent) => {
          this.point(this.under(event, dots));
        }}
        @pointerleave=${(event: PointerEvent) => {
          // A finger that is lifted has left, but what it touched is still read.
          if (event.pointerType !== 'touch') this.point(null);
        }}
        @pointerdown=${(event: PointerEvent) => {
          this.point(this.under(event, dots));
        }}
        @keydown=${(event: KeyboardEvent) => {
          this.onKey(event, dots);
        }}
        @focusout=${() => {
          this.point(null);
        }}
      >
        ${
          isMeasured
            ? y.ticks.map((tick) => html`<i class="rule" style="--_y:${y.at(tick)}"></i>`)
            : html`<p class="later" aria-hidden="true">
                ${this.kind === 'network' ? 'What a network confuses' : 'What the layout mixes'}
                comes here
              </p>`
        }
        ${dots.map((dot, index) => this.renderDot(dot, index, pairs, classNames, shown))}
        ${labels.map(
          ({ text, x, y, pair, thread }) =>
            html`<span
              class="label ${pair === shown ? 'shown' : ''} ${thread ? 'hung' : ''}"
              aria-hidden="true"
              style="left:${x.toFixed(1)}px;top:${y.toFixed(1)}px;--_thread:${thread?.length ?? 0}px;--_aside:${thread?.aside ?? 0}px"
              >${text}</span
            >`,
        )}
      </div>
      <div class="axis" aria-hidden="true">
        ${x.ticks.map((tick) => html`<span style="--_x:${x.at(tick)}">${correlationText(tick)}</span>`)}
        <b>Correlation of the class averages</b>
      </div>
    </div>`;
  }

  private renderDot(
    { pair, x, y }: Dot,
    index: number,
    pairs: readonly Expectation[],
    classNames: readonly string[],
    shown: Expectation | undefined,
  ): TemplateResult {
    return html`<button
      type="button"
      class="dot ${pair === shown ? 'shown' : ''}"
      style="left:${x.toFixed(1)}px;top:${y.toFixed(1)}px"
      tabindex=${index === Math.min(this.active, pairs.length - 1) ? 0 : -1}
      aria-label=${this.pairText(pair, pairs, classNames)}
      @focus=${() => {
        this.active = index;
        this.point(toPair(pair));
      }}
    ></button>`;
  }

  private renderVerdict(
    pairs: readonly Expectation[],
    classNames: readonly string[],
  ): TemplateResult {
    const comparison = compare(pairs);
    if (!comparison) return html`<p class="verdict">${expectedText(pairs, classNames)}</p>`;
    const { rho, top } = comparison;
    return html`<p class="verdict">
      ${topText(top, this.kind)}
      ${
        rho === undefined
          ? noOrderText(comparison)
          : html`${agreementText(rho)}: Spearman’s rank correlation is
              <b>ρ = ${rhoText(rho)}</b> over ${count(pairs.length)} pairs.`
      }
    </p>`;
  }

  /** One share a pair of classes and direction; undefined before anything is measured. */
  private measured(classes: number): Float64Array | undefined {
    if (!this.info) return undefined;
    if (this.kind === 'layout') return this.source?.overlap;
    const frame = this.source?.player?.frame as CnnFrame | undefined;
    return frame && rowShares(frame.confusion, classes);
  }

  private readoutText(
    pairs: readonly Expectation[],
    classNames: readonly string[],
  ): TemplateResult | string {
    const wanted = sorted(this.pair);
    const shown = wanted && pairs.find((pair) => isSamePair(wanted, toPair(pair)));
    if (shown) return this.pairText(shown, pairs, classNames);
    return html`<span class="quiet">Point at a dot to read it.</span>`;
  }

  private pairText(
    pair: Expectation,
    pairs: readonly Expectation[],
    classNames: readonly string[],
  ): string {
    const { a, b, expected, measured } = pair;
    const places = placesOf(pair, pairs);
    const of = `of ${places.of}`;
    const looks = `alike ${correlationText(expected)} (${ordinal(places.expected)} ${of})`;
    const verb = this.kind === 'network' ? 'confused' : 'mixed';
    const outcome =
      measured === undefined || places.measured === undefined
        ? ''
        : `, ${verb} ${shareText(measured)} (${ordinal(places.measured)})`;
    return `${classNames[a] ?? ''} and ${classNames[b] ?? ''}: ${looks}${outcome}`;
  }

  private under(event: PointerEvent, dots: readonly Dot[]): ClassPair | null {
    const plot = event.currentTarget as HTMLElement;
    const { left, top } = plot.getBoundingClientRect();
    const [x, y] = [event.clientX - left - plot.clientLeft, event.clientY - top - plot.clientTop];
    const dot = nearestDot(dots, x, y, REACH);
    return dot ? toPair(dot.pair) : null;
  }

  private readonly point = (pair: ClassPair | null): void => {
    if (isSamePair(pair, this.pointed)) return;
    this.pointed = pair;
    this.pair = pair;
    this.dispatchEvent(new UhPairEvent(pair));
  };

  private onKey(event: KeyboardEvent, dots: readonly Dot[]): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = step(dots, this.active, event.key);
    if (next === undefined) return;
    this.active = next;
    this.renderRoot.querySelectorAll<HTMLElement>('.dot')[next]?.focus();
    event.preventDefault();
    event.stopPropagation();
  }

  private bind(source: ExpectationSource | undefined): void {
    this.source = source;
    this.requestUpdate();
    if (!source?.localName.includes('-') || customElements.get(source.localName)) return;
    void customElements.whenDefined(source.localName).then(() => {
      this.requestUpdate();
    });
  }

  /** The correlation is of the very images that the run is of, whatever was shown before. */
  private askRun(): void {
    const { info, source } = this;
    if (info === this.asked) return;
    this.asked = info;
    this.ofRun = undefined;
    this.failure = '';
    if (!info || !source?.statistics || this.recorded) return;
    source.statistics().then(
      (statistics) => {
        if (this.asked === info) this.ofRun = statistics;
      },
      (thrown: unknown) => {
        if (this.asked === info) this.failure = `The class averages cannot be had. ${said(thrown)}`;
      },
    );
  }

  private follow(player: EventTarget | undefined): void {
    const wanted = this.isConnected ? player : undefined;
    if (wanted === this.bound) return;
    this.bound?.removeEventListener('change', this.onFrame);
    wanted?.addEventListener('change', this.onFrame);
    this.bound = wanted;
  }

  private readonly onFrame = (): void => {
    // Out of view it is up to date again when it comes into view, which updates it.
    if (this.source?.player?.frame === this.shownFrame || this.visibility.outOfView) return;
    if (this.kind === 'network') this.requestUpdate();
  };
}

function toPair({ a, b }: ClassPair): ClassPair {
  return { a, b };
}

/** Pairs have their smaller index first here; others may not. */
function sorted(pair: ClassPair | null): ClassPair | null {
  return pair && { a: Math.min(pair.a, pair.b), b: Math.max(pair.a, pair.b) };
}

/** What opens datasets is not needed to show the figure's place. */
async function loadAccess(): Promise<DataAccess> {
  const { DATA_ACCESS } = await import('../../runs/data-access.ts');
  return DATA_ACCESS;
}

function said(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

define('uh-expectation', UhExpectation);

declare global {
  interface HTMLElementTagNameMap {
    'uh-expectation': UhExpectation;
  }
}
