import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state as reactive } from 'lit/decorators.js';
import type { DatasetStatistics, Samples } from '../../../workers/contracts/dataset.ts';
import type { EngineInfo } from '../../../workers/contracts/engine.ts';
import type { UmapFrame, UmapQuality } from '../../../workers/contracts/umap.ts';
import { PlayheadController } from '../../controllers/playhead.ts';
import { ReducedMotionController } from '../../controllers/reduced-motion.ts';
import { SOURCE_EVENT } from '../../controllers/source.ts';
import { VisibilityController } from '../../controllers/visibility.ts';
import type { PaletteName } from '../../render/palettes.ts';
import { type ErrorData, isBusy, type Progress, type RunState } from '../../runs/run.ts';
import { defaultPoints } from '../../runs/umap-settings.ts';
import type { UmapRunApi } from '../../runs/umap-run-api.ts';
import type { Player } from '../../trace/player.ts';
import type { UmapTrace, UmapTraceInfo } from '../../trace/trace.ts';
import { define } from '../define.ts';
import '../embedding/embedding.ts';
import type { LayoutMark } from '../embedding/overlay.ts';
import '../timeline/timeline.ts';
import { button } from '../run/button.ts';
import { callout } from '../run/callout.ts';
import { ExportController } from '../run/export-button.ts';
import { namesData, sameFields } from '../run/fields.ts';
import '../run/first-images.ts';
import { KeepController } from '../run/keep-controller.ts';
import { busy, idle, RUN_LIVE, waiting } from '../run/panels.ts';
import { parameters } from '../run/parameters.ts';
import { parameterStyles } from '../run/parameters.styles.ts';
import { runStyles } from '../run/run.styles.ts';
import { progressBar, status } from '../run/status.ts';
import { count, datasetTitle } from '../run/words.ts';
import { tokens } from '../tokens.styles.ts';
import { costOf, costText, confirmation, needsConfirming } from './confirmation.ts';
import type { AnimationExport, EmbeddingExport, ImageExport } from './export.ts';
import { motif } from './motif.ts';
import { FIELD_GROUPS } from './parameter-fields.ts';
import { ARTICLE_FIELDS, pointsToTake, toSettings, type UmapFieldName } from './settings.ts';
import { nowText } from './status.ts';
import { paletteSwitch, toolbar } from './toolbar.ts';
import { UmapAttributes } from './umap-attributes.ts';
import { UmapController } from './umap-controller.ts';
import { styles } from './umap.styles.ts';
import { projectLabel, STAGES } from './words.ts';

/**
 * UMAP of a dataset's images, computed live on the visitor's device and kept frame by frame.
 *
 * @tag uh-umap
 * @event {UhStateEvent} uh-state - the run is in another state
 * @event {UhProgressEvent} uh-progress - the run got further within a stage
 * @event {UhFrameEvent} uh-frame - one more frame is recorded
 * @event {UhDoneEvent} uh-done - the last frame is recorded
 * @event {UhErrorEvent} uh-error - something went wrong; what was recorded stays
 * @slot poster - a picture for the time before the first frame, in place of that of the attribute
 * @csspart canvas - the figure
 * @csspart controls - the buttons of the run
 * @csspart status - the lines that say what is computed and how far it is
 * @csspart error - what went wrong
 * @csspart parameters - the panel of parameters
 * @csspart poster - the picture that `poster` names
 * @csspart plot - the plot within the figure
 * @csspart title - which frame the plot shows
 * @csspart legend - the classes
 * @csspart zoom - the buttons that zoom the plot
 * @csspart tooltip - the image under the cursor
 * @csspart buttons - those of the timeline
 * @csspart scrubber - the timeline's slider
 * @cssprop [--uh-aspect=8 / 5] - the plot's aspect ratio
 * @cssprop [--uh-aspect-narrow=1 / 1.05] - the same where the element is narrower than 520 px
 * @cssprop [--uh-plot-ground] - the plot's ground
 * @cssprop [--uh-plot-text] - title and class names
 * @cssprop [--uh-plot-muted] - buttons and small print on the plot
 * @cssprop [--uh-plot-line] - the plot's hairline border
 */
export class UhUmap extends UmapAttributes {
  static override readonly styles = [tokens, runStyles, styles, parameterStyles];

  /** Makes the run; tests put their own in, before the first start. */
  @property({ attribute: false }) createRun: () => UmapRunApi | Promise<UmapRunApi> = loadRun;

  /** Classes that stand out from the others in the plot, by index; none: all are alike. */
  @property({ attribute: false }) highlight: readonly number[] = [];

  /** A place in the finished layout that is marked. */
  @property({ attribute: false }) mark: LayoutMark | undefined;

  /** What shows recordings, once there is one to show. */
  @reactive() film: Film | undefined;
  /** The recording at `src` was put aside for a live run. */
  @reactive() private live = false;
  /** Why the run could not be saved. */
  @reactive() refusal = '';
  @reactive() private confirming = false;
  private autoplayed = false;
  private toldQuality: UmapQuality | undefined;
  private focused: Element | null = null;
  private readonly motion = new ReducedMotionController(this);
  private readonly visibility = new VisibilityController(this);
  private readonly clock = new PlayheadController(this, { updates: false });
  /** The run and what it was started with, for elements around this one. */
  readonly control: UmapController = new UmapController(this);
  private readonly keeper: KeepController = new KeepController(this);
  /** What can be had as a file. */
  readonly exports: ExportController = new ExportController(
    this,
    async () => (await import('./export.ts')).exportsOf(this),
    (sentence) => {
      this.refusal = sentence;
    },
  );

  get state(): RunState {
    return this.control.state;
  }

  get progress(): Progress | undefined {
    return this.control.run?.progress;
  }

  get engineInfo(): EngineInfo | undefined {
    return this.control.run?.engineInfo;
  }

  get error(): ErrorData | undefined {
    return this.control.error;
  }

  get trace(): UmapTrace | undefined {
    return this.control.run?.trace;
  }

  /** The player over `trace`; parts that stand alone bind to it. */
  get player(): Player<UmapTraceInfo, UmapFrame> | undefined {
    return this.control.player;
  }

  /**
   * How much classes mix in the finished layout: the share of the 5 nearest neighbours of the points of a class (row) that are
   * of a class (column), classes × classes, row-major. Undefined until it is measured, some time after the run is done.
   */
  get overlap(): Float64Array | undefined {
    return this.control.run?.overlap;
  }

  /** The player over the projection of new images, while that is on screen. */
  get projection(): Player<UmapTraceInfo, UmapFrame> | undefined {
    return this.control.projection;
  }

  /** What is on screen: the projection of new images, or the run. */
  private get shownPlayer(): Player<UmapTraceInfo, UmapFrame> | undefined {
    return this.control.projection ?? this.player;
  }

  get frameCount(): number {
    return this.control.frameCount;
  }

  get playhead(): number {
    return this.player?.playhead ?? 0;
  }

  /** Whether the run is paused only because nobody sees the element: it goes on by itself (see `background`). */
  get resting(): boolean {
    return this.control.resting;
  }

  /** Whether the recording would play if somebody saw it. */
  get standsStill(): boolean {
    return this.control.unseen && this.shownPlayer?.playing === true;
  }

  get reducedMotion(): boolean {
    return this.motion.reduced;
  }

  /** The address of the recording that is played; empty where runs are computed. */
  get recordedAt(): string {
    return this.live ? '' : this.src;
  }

  async createReplay(): Promise<UmapRunApi> {
    return (await this.loadFilm()).createReplay(this);
  }

  /** A copy of a frame's layout, points × components, row-major; undefined if there is none such. */
  frame(index: number): Float32Array<ArrayBuffer> | undefined {
    return this.trace?.frames[index]?.embedding.slice();
  }

  /**
   * Plays the recording at `src`; without one, or after `runLive`, starts a run with the attributes as they are now,
   * whatever it costs; the element's own button asks before a large one. Resolves when it is done, failed or
   * cancelled: failures are in `error`.
   */
  async start(): Promise<void> {
    this.confirming = false;
    await this.control.start(false);
  }

  /** Starts a live run in the recording's place. Resolves as `start` does. */
  async runLive(): Promise<void> {
    this.live = true;
    await this.start();
  }

  /**
   * The frames so far as a `.zarr.zip`, which `src` plays: positions in 12 bits, or exactly. Rejects with
   * `bad-parameter` before the first frame.
   */
  async exportTrace(options: { readonly exact?: boolean } = {}): Promise<Blob> {
    return (await this.loadFilm()).exportTrace(this.control.run, options);
  }

  /**
   * The frames so far as an animation with titles, class names and colour bar, on the same axes throughout; the first and the
   * last frame stay a second longer. What was projected, while that is on screen. Default: 12 frames a second,
   * 800 px wide. Rejects with an `AbortError` when the signal fires; with the code `no-encoder` where the browser
   * cannot encode the format, and `bad-parameter`, also before the first frame. Nothing recorded is lost.
   */
  async exportAnimation(options: AnimationExport): Promise<Blob> {
    return (await import('./export.ts')).exportAnimation(this, options);
  }

  /** The frame at the playhead as a picture like those of `exportAnimation`. Default: 1600 px wide. Rejects as that does. */
  async exportImage(options: ImageExport = { format: 'png' }): Promise<Blob> {
    return (await import('./export.ts')).exportImage(this, options);
  }

  /** Positions, labels and class names of the frame at the playhead: CSV, or numpy's npz. Rejects as `exportAnimation` does. */
  async exportEmbedding(options: EmbeddingExport): Promise<Blob> {
    return (await import('./export.ts')).exportEmbedding(this, options);
  }

  pause(): void {
    this.control.pause();
  }

  resume(): void {
    this.control.run?.resume();
  }

  cancel(): void {
    this.control.cancel();
  }

  seek(frame: number): void {
    this.player?.seek(frame);
  }

  /** Plays the recording from the playhead on. */
  play(): void {
    this.player?.play();
  }

  /**
   * Places new images in the finished layout, which stays as it is: umap-learn's `transform`. *Takes* the images: count
   * × height × width × channels of the run's dataset, one byte each. Resolves with their positions, count
   * × components, row-major. Rejects with `wrong-shape`, `no-images`, and `bad-parameter` before the run is done.
   */
  async transform(images: Uint8Array<ArrayBuffer>): Promise<Float32Array<ArrayBuffer>> {
    const { run } = this.control;
    if (!run) throw new Error('There is no finished layout to project into: start a run first.');
    const { frames } = await run.transform(images);
    return frames.at(-1) ?? new Float32Array();
  }

  /**
   * Projects the images of the dataset's other split into the finished layout and shows them settle, as the element's own
   * button does. Resolves with the mean share of a projected image's 5 nearest points that bear its label; undefined
   * if it was cancelled or failed, which an `uh-error` tells.
   */
  async project(): Promise<number | undefined> {
    await this.control.project();
    return this.control.run?.projection?.labelAgreement;
  }

  /** Class averages of the run's images and their correlation. Rejects with `bad-parameter` before there is a run. */
  async statistics(): Promise<DatasetStatistics> {
    const { run } = this.control;
    if (!run) throw new Error('There are no images yet: start a run first.');
    return run.statistics();
  }

  /**
   * Measures the finished layout again, trustworthiness among its first `sample` points. The element
   * itself does so once with a sample that is quick. Rejects when there is no finished layout.
   */
  async measure(sample: number): Promise<UmapQuality> {
    const { run } = this.control;
    if (!run) throw new Error('There is no finished layout to measure: start a run first.');
    return run.measure(sample);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const player = this.shownPlayer;
    if (changed.has('src')) this.srcChanged(changed.get('src'));
    if (this.src && !this.film) {
      // Without a connection the element stays as it is: a start says why.
      this.loadFilm().catch(() => undefined);
    }
    if (player && changed.has('fps')) player.fps = this.fps;
    if (player) player.smooth = !this.motion.reduced;
    this.clock.player = player;
    this.clock.active = this.visibility.inView || this.background;
    this.focused = this.shadowRoot?.activeElement ?? null;
  }

  protected override updated(changed: PropertyValues<this>): void {
    this.keepFocus();
    this.startByItself();
    this.tellParts(changed);
  }

  /** Those that show more than the player: which images a run would be of, and how the layout was measured. */
  private tellParts(changed: PropertyValues<this>): void {
    const quality = this.control.run?.quality;
    const isMeasured = quality !== this.toldQuality;
    this.toldQuality = quality;
    if (isMeasured || namesData(changed)) this.dispatchEvent(new Event(SOURCE_EVENT));
  }

  /** A button that was pressed and went away hands the focus to what came in its place. */
  private keepFocus(): void {
    if (!this.focused || this.focused.isConnected) return;
    const next = '[role=alertdialog] h2, .toolbar button, .callout button, .idle button';
    this.renderRoot.querySelector<HTMLElement>(next)?.focus({ preventScroll: true });
  }

  private async loadFilm(): Promise<Film> {
    return (this.film ??= await import('./film.ts'));
  }

  /** Another recording: what there was of the one before goes. */
  private srcChanged(before: string | undefined): void {
    // With its first update an element says what it is, not what it has become.
    if (before === undefined) return;
    this.live = false;
    this.autoplayed = false;
    this.confirming = false;
    this.control.discardOther();
  }

  private startByItself(): void {
    const inView = this.loading !== 'lazy' || this.visibility.inView;
    if (!this.autoplay || this.autoplayed || !inView) return;
    this.autoplayed = true;
    // After this update, which a start would follow up with another one.
    void this.updateComplete.then(() => {
      if (this.state !== 'idle' || this.trace) return;
      if (!this.recordedAt && this.isLarge()) this.confirming = true;
      else void this.control.start(true);
    });
  }

  protected override render(): TemplateResult {
    const { state, trace } = this;
    return html`
      <section class="run" aria-label=${`${this.control.who}UMAP of ${this.datasetTitle()}`}>
        <p class="sr" role="status">${this.control.who}${this.control.spoken}</p>
        ${
          state === 'failed' && this.error
            ? callout({
                error: this.error,
                frames: this.frameCount,
                remedies: this.remedies(this.error),
                headline: this.recordedAt ? this.film?.NOT_PLAYABLE : undefined,
              })
            : nothing
        }
        ${this.refusal ? html`<p class="refusal" role="alert">${this.refusal}</p>` : nothing}
        <div class="stage" part="canvas">
          ${
            trace
              ? html`<uh-embedding
                  exportparts="canvas: plot, title, legend, controls: zoom, tooltip"
                  .player=${this.shownPlayer}
                  .palette=${this.palette}
                  .images=${this.images}
                  .highlight=${this.highlight}
                  .mark=${this.mark}
                  .smooth=${!this.motion.reduced}
                ></uh-embedding>`
              : nothing
          }
          ${this.renderPanel()}
        </div>
        ${
          trace && this.controls
            ? html`<uh-timeline
                exportparts="buttons, scrubber"
                .player=${this.shownPlayer}
              ></uh-timeline>`
            : nothing
        }
        ${this.control.run ? this.renderRun(this.control.run) : nothing} ${this.keeper.render()}
        ${this.exports.render()} ${this.controls ? this.renderPanels() : nothing}
      </section>
    `;
  }

  /** What covers the figure, or stands in its place while there is none. */
  private renderPanel(): TemplateResult | typeof nothing {
    const { state, progress, palette } = this;
    const title = this.datasetTitle();
    if (this.confirming) {
      const cost = costOf(this.fields);
      if (cost) return confirmation({ cost, palette, accept: this.accept, decline: this.decline });
    }
    if (this.recordedAt)
      return this.film ? this.film.panel(this) : waiting(this, motif(palette, 1));
    if (state === 'loading' || state === 'preparing') {
      const dataset = this.control.run?.dataset;
      return busy({
        ...{ title, stages: STAGES, steps: STEPS, state, progress, poster: this },
        picture: (share) =>
          dataset
            ? html`<uh-first-images .info=${dataset} .images=${this.images}></uh-first-images>`
            : motif(palette, share),
      });
    }
    if (this.trace) return nothing;
    const cost = costOf(this.fields);
    return idle({
      kicker: 'UMAP, live',
      title,
      task: `${count(pointsToTake(this.fields))} images, ${count(this.nEpochs)} epochs, one frame after each.`,
      cost: `${cost ? `${costText(cost)}. ` : ''}Nothing leaves this device.`,
      picture: motif(palette, 1),
      poster: this,
      start: this.askLive,
    });
  }

  private renderRun(run: UmapRunApi): TemplateResult | typeof nothing {
    if (run.recording) return this.film?.bar(this, run, run.recording) ?? nothing;
    const { state, progress, dataset, engineInfo: engine, error, remainingMs } = run;
    const measured = run.quality !== undefined;
    const frames = this.frameCount;
    const { projectionError, projection: shown } = this.control;
    const { projecting } = run;
    const { resting } = this;
    // Once there are frames, the timeline shows how many of them.
    const learning = state === 'running' || state === 'paused';
    const barNeeded = isBusy(state) && !(learning && this.controls);
    return html`
      ${barNeeded ? progressBar(STAGES, state, progress) : nothing}
      <div class="bar">
        ${status({
          now:
            this.control.notice ||
            nowText({
              ...{ state, progress, error, remainingMs, measured, frames, projecting, resting },
              ...{ projectionError, projected: shown && run.projection?.dataset },
            }),
          dataset,
          amount: `${count(dataset?.count ?? 0)} points`,
          engine,
        })}
        ${toolbar({
          state: state === 'idle' && !this.trace ? 'failed' : state,
          start: this.askLive,
          pause: this.pauseRun,
          resume: this.resumeRun,
          cancel: this.cancelRun,
          save: frames > 0 ? this.save : undefined,
          exports: frames > 0 ? this.exports : undefined,
          compare: this.trace && !this.control.who ? this.control.compare : undefined,
          projection: {
            label: projectLabel(this.datasetName, this.split),
            state: projecting ? 'busy' : shown ? 'shown' : 'none',
            project: this.projectImages,
            hide: this.hideProjection,
          },
        })}
      </div>
    `;
  }

  private renderPanels(): TemplateResult {
    return html`
      <uh-umap-quality
        .player=${this.player}
        .measured=${this.control.run?.quality}
        .projectedAgreement=${this.control.run?.projection?.labelAgreement}
      ></uh-umap-quality>
      <div class="foot">
        ${this.src && !this.canRunLive ? nothing : this.renderParameters()}
        ${paletteSwitch(this.palette, this.choosePalette)}
      </div>
    `;
  }

  private renderParameters(): TemplateResult {
    const { fields } = this;
    const { started } = this.control;
    return parameters({
      groups: FIELD_GROUPS,
      fields,
      usual: { points: String(defaultPoints(toSettings(fields).engine)) },
      atArticle: sameFields(fields, ARTICLE_FIELDS),
      busy: isBusy(this.state),
      changed: started !== undefined && !sameFields(fields, started),
      change: this.change,
      reset: this.reset,
      runAgain: this.askLive,
    });
  }

  /** What may help after a failure: fewer images, where it is known how many fit, or the same again. */
  private remedies(error: ErrorData): TemplateResult {
    const fits = error.details?.['fits'];
    const fewer = (): void => {
      this.setFields({ points: Number(fits) });
      void this.start();
    };
    return html`
      ${
        typeof fits === 'number'
          ? html`<button type="button" class="plain strong" @click=${fewer}>
              Run ${count(fits)} images instead
            </button>`
          : nothing
      }
      ${button('again', 'Try again', this.recordedAt ? this.again : this.askLive, 'strong')}
      ${this.recordedAt && this.canRunLive ? button('play', RUN_LIVE, this.askLive) : nothing}
    `;
  }

  /** Somebody said of which dataset. */
  get canRunLive(): boolean {
    return this.hasAttribute('dataset') || this.datasetName !== ARTICLE_FIELDS.dataset;
  }

  private datasetTitle(): string {
    return datasetTitle(this.datasetName);
  }

  /** Images of points of the run, for parts that show them; undefined where a recording has none. */
  readonly images = (indices: readonly number[]): Promise<Samples> | undefined => {
    const { run } = this.control;
    if (!run) return undefined;
    // The plot asks for the image under the cursor alone.
    const from = this.shownPlayer?.trace.info.projectedFrom ?? Infinity;
    const isNew = (indices[0] ?? 0) >= from;
    return isNew ? run.projectedImages(indices.map((index) => index - from)) : run.images(indices);
  };

  /** Whether the visitor should know the cost first. */
  private isLarge(): boolean {
    const { fields } = this;
    return needsConfirming(fields) && costOf(fields) !== undefined;
  }

  /** Also in a recording's place. */
  readonly askLive = (): void => {
    if (this.isLarge()) this.confirming = true;
    else this.accept();
  };

  private readonly again = (): void => {
    void this.start();
  };

  /** Hands the run to the visitor as a file. */
  readonly save = (): void => {
    this.refusal = '';
    this.loadFilm()
      .then(({ save }) => save(this))
      .catch((thrown: unknown) => {
        this.refusal = String(thrown);
      });
  };

  private readonly accept = (): void => {
    if (this.src) void this.runLive();
    else void this.start();
  };

  private readonly decline = (): void => {
    this.confirming = false;
  };

  private readonly pauseRun = (): void => {
    this.pause();
  };

  private readonly resumeRun = (): void => {
    this.resume();
  };

  private readonly cancelRun = (): void => {
    this.cancel();
  };

  private readonly projectImages = (): void => {
    void this.project();
  };

  private readonly hideProjection = (): void => {
    this.control.hideProjection();
  };

  private readonly choosePalette = (palette: PaletteName): void => {
    this.palette = palette;
  };

  private readonly change = (name: UmapFieldName, value: string | number | undefined): void => {
    this.setFields({ [name]: value });
  };

  private readonly reset = (): void => {
    this.setFields(ARTICLE_FIELDS);
  };
}

/** What the parts of a run before its first frame do. */
const STEPS = [
  'Get the images',
  'Find each image’s neighbours',
  'Build the graph',
  'Place the points',
];

type Film = typeof import('./film.ts');

/** The run's code is not needed to show the page. */
async function loadRun(): Promise<UmapRunApi> {
  const { UmapRun } = await import('../../runs/umap-run.ts');
  return new UmapRun();
}

define('uh-umap', UhUmap);

declare global {
  interface HTMLElementTagNameMap {
    'uh-umap': UhUmap;
  }
}
