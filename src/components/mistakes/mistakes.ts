import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { CnnTest } from '../../../workers/contracts/cnn.ts';
import type { NearestSamples, Samples, Split } from '../../../workers/contracts/dataset.ts';
import { SourceController } from '../../controllers/source.ts';
import { drawTile } from '../../render/image-tile.ts';
import type { CnnTraceInfo } from '../../trace/cnn-trace.ts';
import { chart } from '../cnn/chart.styles.ts';
import { CnnPart, type CnnSource } from '../cnn/part.ts';
import { percent, withArticle } from '../cnn/words.ts';
import type { ClassPair } from '../data/events/uh-pair.ts';
import { define } from '../define.ts';
import { icon } from '../icons.ts';
import { count } from '../run/words.ts';
import { disclosure, numberTable } from '../number-table.styles.ts';
import { tokens } from '../tokens.styles.ts';
import { History, type HistorySource } from './history.ts';
import { historyChart } from './history-chart.ts';
import { type Mistake, mistakesOf } from './mistakes-of.ts';
import { styles } from './mistakes.styles.ts';
import { finishedLayout, type Place, placeIn, placeText } from './place.ts';

/** What `<uh-cnn>` offers of its tests and images. */
export interface MistakesSource extends CnnSource, HistorySource {
  readonly tests: ReadonlyMap<number, CnnTest>;
  readonly testing: number | undefined;
  /** Address of the recording that it plays, which has no images; empty where a network learns. */
  readonly recordedAt?: string;
  evaluate(index: number): Promise<CnnTest>;
  images(split: Split, indices: readonly number[]): Promise<Samples>;
  nearestTraining(
    image: Uint8Array<ArrayBuffer>,
    count: number,
    signal: AbortSignal,
  ): Promise<NearestSamples>;
}

/** Mistakes that are shown at first, and so many more each time. */
const SHOWN = 12;
/** Training images shown beside a mistake. */
const NEAREST = 8;

/** A mistake that the visitor looks at. */
interface Study {
  readonly mistake: Mistake;
  readonly history: History;
  readonly controller: AbortController;
  readonly image: Uint8Array<ArrayBuffer>;
  nearest?: NearestSamples;
  /** Where a finished layout of the same dataset is on the page. */
  place?: Place;
}

/**
 * The test images that a network is most sure of and wrong about. Choosing one shows the training images that look most
 * like it, pixel by pixel, and what the network made of it epoch by epoch.
 *
 * @tag uh-mistakes
 * @csspart strip - the mistakes
 * @csspart study - the one that was chosen
 * @csspart table - its probabilities as numbers
 */
export class UhMistakes extends CnnPart {
  static override readonly styles = [tokens, chart, disclosure, numberTable, styles];

  /** Two classes whose mistakes stand out, by index, or null. */
  @property({ attribute: false }) pair: ClassPair | null = null;

  @state() private source: MistakesSource | undefined;
  @state() private pictures: Samples | undefined;
  @state() private study: Study | undefined;
  @state() private wanted = SHOWN;
  @state() private problem = '';
  @state() private hasTable = false;
  /** Whose pictures are there or on their way. */
  private fetched = '';
  private found: { readonly test: CnnTest; readonly mistakes: readonly Mistake[] } | undefined;

  constructor() {
    super();
    new SourceController<MistakesSource>(
      this,
      () => this.for,
      (source) => {
        this.source = source;
        this.requestUpdate();
      },
    );
  }

  /** Of the run. */
  get classNames(): readonly string[] | undefined {
    return this.player?.trace.info.dataset.classNames;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.leave();
  }

  /** Of the epoch at the playhead, or else the latest that was tested. */
  private get test(): CnnTest | undefined {
    const { tests } = this.source ?? {};
    const epoch = this.frame?.epoch;
    const latest = Math.max(...(tests?.keys() ?? []));
    return (epoch === undefined ? undefined : tests?.get(epoch)) ?? tests?.get(latest);
  }

  private get mistakes(): readonly Mistake[] {
    const { test, classNames, source } = this;
    // A recording has no images to show them by.
    if (!test || !classNames || source?.recordedAt) return [];
    if (this.found?.test !== test) {
      this.found = { test, mistakes: mistakesOf(test, classNames.length) };
    }
    return this.found.mistakes;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    this.fetchPictures();
    this.draw();
    const { study } = this;
    const isGone = study && !this.mistakes.some(({ index }) => index === study.mistake.index);
    if (isGone) this.leave();
    // A run that goes on has more epochs to ask.
    else if (study) void study.history.extend(this.player?.frameCount ?? 0);
  }

  protected override render(): TemplateResult {
    const { player, test } = this;
    const info = player?.trace.info;
    if (!info || !test || this.source?.recordedAt) {
      return html`<figure>${this.renderIdle()}</figure>`;
    }
    const { mistakes, wanted } = this;
    const shown = mistakes.slice(0, wanted);
    return html`<figure>
      <div class="head">
        <p class="title">
          ${
            mistakes.length === 0
              ? `All ${count(test.count)} test images are right after epoch ${test.epoch}`
              : `Surest mistakes among ${count(test.count)} test images after epoch ${test.epoch}`
          }
        </p>
        ${this.renderOtherTest(test)}
      </div>
      ${this.problem ? html`<p class="problem" role="alert">${this.problem}</p>` : nothing}
      <ul class="strip" part="strip" aria-label="Mistakes, the surest first">
        ${shown.map((mistake, at) => this.renderCard(mistake, at, info))}
      </ul>
      ${
        mistakes.length > wanted
          ? html`<button
              type="button"
              class="plain more"
              @click=${() => {
                this.wanted += SHOWN;
              }}
            >
              Show more of ${count(mistakes.length)}
            </button>`
          : nothing
      }
      ${this.study ? this.renderStudy(this.study, info) : nothing}
    </figure>`;
  }

  /** Before there is a test: what will be here, and how to get it. */
  private renderIdle(): TemplateResult {
    const { frame, source } = this;
    return html`<div class="placeholder">
      <p>The test images that the network is most sure of, and wrong about.</p>
      ${this.problem ? html`<p role="alert">${this.problem}</p>` : nothing}
      ${
        source?.recordedAt
          ? html`<p class="quiet">
              A recording has no images. They come once the network learns on this device, and is
              tested.
            </p>`
          : !frame || !source
            ? html`<p class="quiet">They come once a network has been trained and tested.</p>`
            : source.testing !== undefined
              ? html`<p role="status">Testing epoch ${source.testing} …</p>`
              : this.renderTestButton(frame.epoch)
      }
    </div>`;
  }

  /** Where the playhead stands on an epoch that was not tested. */
  private renderOtherTest(test: CnnTest): TemplateResult | typeof nothing {
    const { frame, source } = this;
    if (!frame || !source || frame.epoch === test.epoch) return nothing;
    return source.testing === undefined
      ? this.renderTestButton(frame.epoch)
      : html`<p class="small">Testing epoch ${source.testing} …</p>`;
  }

  private renderTestButton(epoch: number): TemplateResult {
    return html`<button
      type="button"
      class="plain"
      @click=${() => {
        void this.evaluate();
      }}
    >
      ${icon('play')} Test epoch ${epoch}
    </button>`;
  }

  private renderCard(
    { index, truth, predicted, share }: Mistake,
    at: number,
    { dataset: { shape, classNames } }: CnnTraceInfo,
  ): TemplateResult {
    const { pair } = this;
    const isFaint = pair !== null && !isOf(pair, truth, predicted);
    return html`<li>
      <button
        type="button"
        class="card ${isFaint ? 'faint' : ''}"
        aria-pressed=${this.study?.mistake.index === index}
        aria-label="Test image ${count(index)}: ${withArticle(classNames[truth] ?? '')} taken for ${withArticle(classNames[predicted] ?? '')}, ${percent(share, 1)} sure"
        @click=${() => {
          this.choose(index, at);
        }}
      >
        <canvas
          data-at=${at}
          aria-hidden="true"
          style="aspect-ratio:${shape.width} / ${shape.height}"
        ></canvas>
        <span class="true">${classNames[truth]}</span>
        <span class="wrong">→ ${classNames[predicted]}</span>
        <span class="share">${percent(share, 1)}</span>
      </button>
    </li>`;
  }

  private renderStudy(study: Study, info: CnnTraceInfo): TemplateResult {
    const { mistake, history, nearest } = study;
    const { classNames, shape } = info.dataset;
    const name = (c: number): string => classNames[c] ?? '';
    const { truth, predicted, share, index } = mistake;
    const lastEpoch = Math.max(1, (this.player?.trace.expectedFrames ?? 2) - 1);
    return html`<section class="study" part="study" aria-label="Test image ${count(index)}">
      <div class="facts">
        <canvas
          class="chosen"
          role="img"
          aria-label="Test image ${count(index)}"
          style="aspect-ratio:${shape.width} / ${shape.height}"
        ></canvas>
        <div>
          <p class="sentence">
            This is ${withArticle(name(truth))}. The network is ${percent(share, 1)} sure that it is
            ${withArticle(name(predicted))}.
          </p>
          <button
            type="button"
            class="plain"
            @click=${() => {
              this.leave();
            }}
          >
            Close
          </button>
        </div>
      </div>
      <h4>Training images most like it, pixel by pixel</h4>
      ${
        nearest
          ? html`<ul class="nearest">
                ${Array.from(nearest.labels, (label, at) => {
                  const look = label === truth ? 'true' : label === predicted ? 'wrong' : '';
                  return html`<li>
                    <canvas
                      data-nearest=${at}
                      role="img"
                      aria-label="Training image ${count(nearest.indices[at] ?? 0)}"
                      style="aspect-ratio:${shape.width} / ${shape.height}"
                    ></canvas>
                    <span class=${look}>${name(label)}</span>
                  </li>`;
                })}
              </ul>
              <p class="small">${neighboursText(nearest, mistake, classNames)}</p>`
          : html`<p class="small" role="status">Looking through the training images …</p>`
      }
      ${study.place ? html`<p class="place" role="status">${placeText(study.place, classNames)}</p>` : nothing}
      <h4>What the network made of it, epoch by epoch</h4>
      ${historyChart({
        ...{ history, mistake, classNames, lastEpoch, hasTable: this.hasTable },
        epoch: this.frame?.epoch ?? 0,
        onTable: (event) => {
          this.hasTable = (event.currentTarget as HTMLDetailsElement).open;
        },
      })}
    </section>`;
  }

  private async evaluate(): Promise<void> {
    this.problem = '';
    try {
      await this.source?.evaluate(this.player?.playhead ?? 0);
    } catch (thrown) {
      this.problem = said(thrown);
    }
  }

  private choose(index: number, at: number): void {
    const { source, pictures, mistakes, study } = this;
    const mistake = mistakes[at];
    const size = this.imageSize;
    if (!source || !pictures || mistake?.index !== index) return;
    this.leave();
    if (study?.mistake.index === index) return; // the same again closes it
    const image = pictures.images.slice(at * size, (at + 1) * size);
    if (image.length < size) return; // its picture is on its way
    const history = new History(source, image);
    history.addEventListener('change', () => {
      this.requestUpdate();
    });
    const controller = new AbortController();
    this.study = { mistake, history, controller, image };
    this.problem = '';
    void this.place(this.study);
    source.nearestTraining(image.slice(), NEAREST, controller.signal).then(
      (nearest) => {
        if (this.study?.controller === controller) this.study = { ...this.study, nearest };
      },
      (thrown: unknown) => {
        if (!controller.signal.aborted) this.problem = said(thrown);
      },
    );
  }

  /** Marks its place in a finished layout of the same dataset, where the page has one. */
  private async place({ image, controller }: Study): Promise<void> {
    const dataset = this.player?.trace.info.dataset;
    const layout = dataset && finishedLayout(this.getRootNode(), dataset);
    if (!layout) return;
    try {
      const place = await placeIn(layout, image.slice());
      if (this.study?.controller !== controller) return;
      layout.mark = place.mark;
      this.study = { ...this.study, place };
    } catch (thrown) {
      if (this.study?.controller === controller) this.problem = said(thrown);
    }
  }

  /** Nothing is looked at any more, and nothing computed for it. */
  private leave(): void {
    const { place } = this.study ?? {};
    // Unless it is another's by now.
    if (place && place.layout.mark === place.mark) place.layout.mark = undefined;
    this.study?.controller.abort();
    this.study?.history.stop();
    this.study = undefined;
  }

  private get imageSize(): number {
    const { height = 0, width = 0, channels = 0 } = this.player?.trace.info.dataset.shape ?? {};
    return height * width * channels;
  }

  private fetchPictures(): void {
    const { source, test } = this;
    const shown = this.mistakes.slice(0, this.wanted).map(({ index }) => index);
    const key = `${test?.epoch ?? ''} ${this.player?.trace.info.dataset.hash ?? ''} ${shown.join()}`;
    if (!source || shown.length === 0 || key === this.fetched) return;
    this.fetched = key;
    source.images('test', shown).then(
      (pictures) => {
        if (this.fetched === key) this.pictures = pictures;
      },
      (thrown: unknown) => {
        if (this.fetched === key) this.problem = said(thrown);
      },
    );
  }

  private draw(): void {
    const shape = this.player?.trace.info.dataset.shape;
    const { pictures, study } = this;
    if (!shape) return;
    for (const canvas of this.renderRoot.querySelectorAll('canvas')) {
      const { at, nearest } = canvas.dataset;
      if (at !== undefined && pictures && Number(at) < pictures.labels.length) {
        drawTile(canvas, pictures.images, Number(at), shape);
      } else if (nearest !== undefined && study?.nearest) {
        drawTile(canvas, study.nearest.images, Number(nearest), shape);
      } else if (canvas.classList.contains('chosen') && study) {
        drawTile(canvas, study.image, 0, shape);
      }
    }
  }
}

function isOf({ a, b }: ClassPair, truth: number, predicted: number): boolean {
  return (truth === a && predicted === b) || (truth === b && predicted === a);
}

/** `Of these 8, 3 are of its true class, cat, and 4 of the one it is taken for, dog.` */
function neighboursText(
  { labels }: NearestSamples,
  { truth, predicted }: Mistake,
  classNames: readonly string[],
): string {
  const own = labels.filter((label) => label === truth).length;
  const other = labels.filter((label) => label === predicted).length;
  const name = (c: number): string => classNames[c] ?? '';
  const verb = own <= 1 ? 'is' : 'are';
  return `Of these ${labels.length}, ${own || 'none'} ${verb} of its true class, ${name(truth)}, and ${other || 'none'} of the one it is taken for, ${name(predicted)}.`;
}

function said(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

define('uh-mistakes', UhMistakes);

declare global {
  interface HTMLElementTagNameMap {
    'uh-mistakes': UhMistakes;
  }
}
