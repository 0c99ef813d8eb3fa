import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state as reactive } from 'lit/decorators.js';
import type {
  CnnMetrics,
  CnnSettings,
  CnnTest,
  ModelFile,
  ModelFormat,
} from '../../../workers/contracts/cnn.ts';
import type {
  DatasetStatistics,
  NearestSamples,
  Samples,
  Split,
} from '../../../workers/contracts/dataset.ts';
import type { EngineInfo } from '../../../workers/contracts/engine.ts';
import type { FilterSelection } from '../../controllers/filter-selection.ts';
import { PlayheadController } from '../../controllers/playhead.ts';
import { ReducedMotionController } from '../../controllers/reduced-motion.ts';
import { SOURCE_EVENT } from '../../controllers/source.ts';
import { VisibilityController } from '../../controllers/visibility.ts';
import type { CnnPlayer, Watching } from '../../controllers/watching.ts';
import { readPicture } from '../../render/read-picture.ts';
import type { CnnRunApi } from '../../runs/cnn-run-api.ts';
import {
  type ErrorData,
  isBusy,
  type Progress,
  type Recording,
  type RunState,
} from '../../runs/run.ts';
import type { CnnTrace } from '../../trace/cnn-trace.ts';
import type { ClassPair } from '../data/events/uh-pair.ts';
import '../cnn-figures/cnn-figures.ts';
import { define } from '../define.ts';
import { namesData, sameFields } from '../run/fields.ts';
import '../run/first-images.ts';
import type { ReplayView } from '../run/replay.ts';
import { busy, idle, waiting } from '../run/panels.ts';
import { parameters } from '../run/parameters.ts';
import { parameterStyles } from '../run/parameters.styles.ts';
import { runStyles } from '../run/run.styles.ts';
import { progressBar, status } from '../run/status.ts';
import { count, datasetTitle } from '../run/words.ts';
import '../timeline/timeline.ts';
import { tokens } from '../tokens.styles.ts';
import { ExportController } from '../run/export-button.ts';
import { KeepController } from '../run/keep-controller.ts';
import { CnnAttributes } from './cnn-attributes.ts';
import { CnnController } from './cnn-controller.ts';
import { styles } from './cnn.styles.ts';
import { costText, taskText } from './cost.ts';
import type { CnnAnimationExport, CnnImageExport } from './export.ts';
import { liveSettings } from './live-settings.ts';
import { download, modelFiles } from './model-files.ts';
import { motif } from './motif.ts';
import { FIELD_GROUPS } from './parameter-fields.ts';
import { problems } from './problems.ts';
import type { CnnMoment } from './part.ts';
import {
  FIGURES,
  FIGURES_EVENT,
  figuresOf,
  judgementRow,
  learningRow,
  opinionRow,
  type RowsView,
} from './rows.ts';
import { ARTICLE_FIELDS, type CnnFieldName } from './settings.ts';
import { toolbar } from './toolbar.ts';
import { nowText, STAGES } from './stages.ts';

/** A copy of what a frame holds. */
export interface CnnSnapshot {
  readonly epoch: number;
  readonly metrics: CnnMetrics;
  /** Height × width × channels × filters of the kernel layer. */
  readonly kernels: Float32Array<ArrayBuffer>;
  /** Height × width × maps of the activation layer, for the watched image. */
  readonly activations: Float32Array<ArrayBuffer>;
  /** Of the sampled test images: images × classes. */
  readonly probabilities: Float32Array<ArrayBuffer>;
}

/**
 * A convolutional network that learns to tell a dataset's images apart, trained live on the visitor's device and kept
 * epoch by epoch.
 *
 * @tag uh-cnn
 * @event {UhStateEvent} uh-state - the run is in another state
 * @event {UhProgressEvent} uh-progress - the run got further within a stage
 * @event {UhFrameEvent} uh-frame - one more frame is recorded
 * @event {UhDoneEvent} uh-done - the last frame is recorded
 * @event {UhErrorEvent} uh-error - something went wrong; what was recorded stays
 * @slot poster - a picture for the time before the first frame, in place of that of the attribute
 * @csspart canvas - the figures
 * @csspart controls - the buttons of the run
 * @csspart status - the lines that say what is computed and how far it is
 * @csspart error - what went wrong
 * @csspart parameters - the panel of parameters
 * @csspart poster - the picture that `poster` names
 * @csspart buttons - those of the timeline
 * @csspart scrubber - the timeline's slider
 * @cssprop [--uh-sticky-top=0px] - the height of what sticks to the top of the page
 */
export class UhCnn extends CnnAttributes {
  static override readonly styles = [tokens, runStyles, styles, parameterStyles];

  /** Makes the run; tests put their own in, before the first start. */
  @property({ attribute: false }) createRun: () => CnnRunApi | Promise<CnnRunApi> = loadRun;

  /** Two classes whose confusion stands out, by index, or null. */
  @property({ attribute: false }) pair: ClassPair | null = null;

  /** What shows recordings, once there is one to show. */
  @reactive() film: Film | undefined;
  /** The recording at `src` was put aside for a live run. */
  @reactive() private live = false;
  /** Why the last thing that the visitor asked for did not happen. */
  @reactive() private refusal = '';
  /** Figures on the page so far. */
  @reactive() private unveiled = 0;
  private unveiling: number | undefined;
  private autoplayed = false;
  private toldTests = '0 ';
  private focused: Element | null = null;
  private readonly motion = new ReducedMotionController(this);
  private readonly visibility = new VisibilityController(this);
  private readonly clock = new PlayheadController(this, { updates: false });
  /** The run and what it was started with, for elements around this one. */
  readonly control: CnnController = new CnnController(this);
  private readonly keeper: KeepController = new KeepController(this);
  /** What can be had as a file. */
  private readonly exports: ExportController = new ExportController(
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

  get trace(): CnnTrace | undefined {
    return this.control.run?.trace;
  }

  /** The player over `trace`; parts that stand alone bind to it, and to the next two. */
  get player(): CnnPlayer | undefined {
    return this.control.player;
  }

  get watching(): Watching | undefined {
    return this.control.watching;
  }

  get selection(): FilterSelection {
    return this.control.selection;
  }

  /** A moment of the run that stands still at a frame, for parts with `at`. */
  at(frame: number): CnnMoment | undefined {
    return this.control.at(frame);
  }

  /** What figures outside this element show and do (`<uh-cnn-figures>`); undefined while there is no run. */
  get figuresView(): RowsView | undefined {
    const { run } = this.control;
    return run && this.trace ? this.rows(run) : undefined;
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

  get reducedMotion(): boolean {
    return this.motion.reduced;
  }

  /** The address of the recording that is played; empty where runs are computed. */
  get recordedAt(): string {
    return this.live ? '' : this.src;
  }

  createReplay(): Promise<CnnRunApi> {
    return loadReplay(this.src, this.baseURI);
  }

  /** A copy of a frame; undefined if there is none such. */
  frame(index: number): CnnSnapshot | undefined {
    const frame = this.trace?.frames[index];
    if (!frame) return undefined;
    const { epoch, metrics, view, probabilities } = frame;
    return {
      epoch,
      metrics: { ...metrics },
      kernels: view.kernels.slice(),
      activations: view.activations.slice(),
      probabilities: probabilities.slice(),
    };
  }

  /**
   * Plays the recording at `src`; without one, or after `runLive`, starts a run with the attributes as they are now.
   * Resolves when it is done, failed or cancelled: failures are in `error`.
   */
  async start(): Promise<void> {
    this.refusal = '';
    await this.control.start(false);
  }

  /** Starts a live run in the recording's place. Resolves as `start` does. */
  async runLive(): Promise<void> {
    this.live = true;
    await this.start();
  }

  /**
   * The frames so far as a `.zarr.zip`, which `src` plays: kernels in 12 bits and activations in 8, or exactly. Rejects
   * with `bad-parameter` before the first frame.
   */
  async exportTrace(options: { readonly exact?: boolean } = {}): Promise<Blob> {
    const { exportCnnTrace } = await import('../../runs/export-trace.ts');
    return exportCnnTrace(this.control.run, options);
  }

  /**
   * The frames so far as an animation of the article's figure: kernels, what the network makes of the watched image, and the
   * learning curve; or, with `figure: 'predictions'`, six test images and what it takes them for. The first and the last
   * frame stay a second longer. Default: 4 frames a second, 1080 px wide.
   * Rejects with an `AbortError` when the signal fires; with the code `no-encoder` where the browser cannot encode
   * the format, and `bad-parameter`, also before the first frame. Nothing recorded is lost.
   */
  async exportAnimation(options: CnnAnimationExport): Promise<Blob> {
    return (await import('./export.ts')).exportAnimation(this, options);
  }

  /** The frame at the playhead as a picture like those of `exportAnimation`. Default: 2160 px wide. Rejects as that does. */
  async exportImage(options: CnnImageExport = { format: 'png' }): Promise<Blob> {
    return (await import('./export.ts')).exportImage(this, options);
  }

  /** The learning curve as CSV, a row a frame. Rejects with `bad-parameter` before the first frame. */
  async exportCurve(): Promise<Blob> {
    return (await import('./export.ts')).exportCurve(this);
  }

  /** Within one step. */
  pause(): void {
    this.control.pause();
  }

  resume(): void {
    this.control.run?.resume();
  }

  /** Trains one epoch, then pauses. Starts a run where there is none. */
  async oneEpoch(): Promise<void> {
    this.refusal = '';
    // A recording learns nothing more.
    if (this.canRunLive) this.live = true;
    await this.control.oneEpoch();
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
   * What the newest network, or that after `epoch`, makes of images: count × height × width × channels of the run's
   * dataset, one byte each. Resolves with probabilities, count × classes, row-major. Rejects with `wrong-shape`, and
   * `bad-parameter` before the first frame, or where the weights after that epoch are not kept.
   */
  async predict(
    images: Uint8Array<ArrayBuffer>,
    epoch?: number,
  ): Promise<Float32Array<ArrayBuffer>> {
    return this.there().predict(images, epoch);
  }

  /** Epochs whose weights are kept: all while memory allows, then fewer. */
  async keptEpochs(): Promise<readonly number[]> {
    return [...(await this.there().keptEpochs())];
  }

  /** Tests that were made, by epoch; the network after the last epoch is tested by itself. */
  get tests(): ReadonlyMap<number, CnnTest> {
    return this.control.run?.tests ?? NO_TESTS;
  }

  /** The epoch that is being tested. */
  get testing(): number | undefined {
    return this.control.run?.testing;
  }

  /** Images of the run's dataset by index, with their labels. Rejects before there is a run. */
  async images(split: Split, indices: readonly number[]): Promise<Samples> {
    return this.there().images(split, indices);
  }

  /** Classifies all test images with the weights of the frame `index`. Rejects where they are not kept. */
  evaluate(index: number): Promise<CnnTest> {
    const run = this.there();
    return run.evaluate(run.trace?.frames[index]?.epoch ?? index);
  }

  /** The training images that differ least from one, pixel by pixel, nearest first. Rejects when `signal` aborts. */
  async nearestTraining(
    image: Uint8Array<ArrayBuffer>,
    count: number,
    signal: AbortSignal,
  ): Promise<NearestSamples> {
    return this.there().nearestTraining(image, count, signal);
  }

  /** Class averages of the training images and their correlation. Rejects before there is a run. */
  async statistics(): Promise<DatasetStatistics> {
    return this.there().statistics();
  }

  /** Changes settings of the run that goes on, from its next step. Rejects with `bad-parameter`. */
  set(settings: Partial<CnnSettings>): Promise<void> {
    return this.there().set(settings);
  }

  /** Follows another test image. */
  watchTestImage(index: number): Promise<void> {
    return this.there().watchTestImage(index);
  }

  /** The network at the playhead, as files. */
  saveModel(format: ModelFormat): Promise<readonly ModelFile[]> {
    return this.there().save(format, this.player?.frame?.epoch ?? 0);
  }

  /** Starts a run with a saved network and pauses at its first frame. Resolves as `start` does. */
  async loadModel(files: readonly ModelFile[]): Promise<void> {
    this.refusal = '';
    await this.control.load(files);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const { player } = this;
    if (changed.has('src')) this.srcChanged(changed.get('src'));
    if (this.src && !this.film) void this.loadFilm();
    if (player && changed.has('fps')) player.fps = this.fps;
    this.clock.player = player;
    this.clock.active = this.visibility.inView || this.background;
    this.focused = this.shadowRoot?.activeElement ?? null;
  }

  protected override updated(changed: PropertyValues<this>): void {
    this.tellParts(changed);
    this.keepFocus();
    this.startByItself();
    this.unveilNext();
    this.dispatchEvent(new Event(FIGURES_EVENT));
  }

  /** Those that show more than the player: which images a run would be of, and its tests. */
  private tellParts(changed: PropertyValues<this>): void {
    const tests = `${this.tests.size} ${this.testing ?? ''}`;
    const isTested = tests !== this.toldTests;
    this.toldTests = tests;
    if (isTested || namesData(changed)) this.dispatchEvent(new Event(SOURCE_EVENT));
  }

  /** One more figure with the next display frame, until all are there. */
  private unveilNext(): void {
    if (!this.trace || this.unveiled >= FIGURES || this.unveiling !== undefined) return;
    this.unveiling = requestAnimationFrame(() => {
      this.unveiling = undefined;
      this.unveiled += 1;
    });
  }

  /** A button that was pressed and went away hands the focus to what came in its place. */
  private keepFocus(): void {
    if (!this.focused || this.focused.isConnected) return;
    const next = '.callout button, .toolbar button, .idle button';
    this.renderRoot.querySelector<HTMLElement>(next)?.focus({ preventScroll: true });
  }

  private async loadFilm(): Promise<void> {
    this.film = await import('../run/replay.ts');
  }

  /** Another recording: what there was of the one before goes. */
  private srcChanged(before: string | undefined): void {
    // With its first update an element says what it is, not what it has become.
    if (before === undefined) return;
    this.live = false;
    this.autoplayed = false;
    this.control.discardOther();
  }

  private startByItself(): void {
    const inView = this.loading !== 'lazy' || this.visibility.inView;
    if (!this.autoplay || this.autoplayed || !inView) return;
    this.autoplayed = true;
    // After this update, which a start would follow up with another one.
    void this.updateComplete.then(() => {
      if (this.state === 'idle' && !this.trace) void this.control.start(true);
    });
  }

  protected override render(): TemplateResult {
    const { trace, player } = this;
    const { run } = this.control;
    const rows = trace && run ? this.rows(run) : undefined;
    return html`
      <section
        class="run"
        aria-label=${`${this.control.who}A network learns ${this.datasetTitle()}`}
      >
        <p class="sr" role="status">${this.control.who}${this.control.spoken}</p>
        ${this.renderProblems()}
        <div class="stage" part="canvas">
          ${rows ? learningRow(rows) : nothing} ${this.renderPanel()}
        </div>
        ${
          trace && this.controls
            ? html`<div class="time">
                <uh-timeline exportparts="buttons, scrubber" .player=${player}></uh-timeline>
              </div>`
            : nothing
        }
        ${run ? this.renderRun(run) : nothing} ${this.keeper.render()} ${this.exports.render()}
        ${rows && !this.control.who ? [opinionRow(rows), judgementRow(rows)] : nothing}
        ${
          this.controls && (!this.src || this.canRunLive)
            ? html`<div class="foot">
                ${this.renderParameters()}
                ${
                  rows?.controls && !this.control.who && !rows.figures.has('network')
                    ? modelFiles(rows)
                    : nothing
                }
              </div>`
            : nothing
        }
      </section>
    `;
  }

  private renderProblems(): TemplateResult | typeof nothing {
    const { state, error, refusal, frameCount: frames } = this;
    const { run } = this.control;
    return problems({
      ...{
        state,
        error,
        refusal,
        frames,
        replays: this.recordedAt !== '',
        retry: this.recordedAt ? this.playRecording : this.startRun,
      },
      learningRate: run?.settings?.learningRate ?? ARTICLE_FIELDS.learningRate,
      goOn: (learningRate) => {
        this.trying(async () => {
          await run?.set({ learningRate });
          run?.resume();
        })();
      },
      saveWeights: () => {
        this.save('safetensors', this.trace?.frames.at(-1)?.epoch);
      },
    });
  }

  /** What stands in the figures' place while there are none. */
  private renderPanel(): TemplateResult | typeof nothing {
    if (this.recordedAt) return this.renderReplayPanel();
    const { state, progress, fields } = this;
    const title = this.datasetTitle();
    if (state === 'loading' || state === 'preparing') {
      const dataset = this.control.run?.dataset;
      return busy({
        ...{ title, stages: STAGES, steps: STEPS, state, progress, poster: this },
        picture: (share) =>
          dataset
            ? html`<uh-first-images .info=${dataset} .images=${this.firstImages}></uh-first-images>`
            : motif(share),
      });
    }
    if (this.trace) return nothing;
    return idle({
      kicker: 'A convolutional network, live',
      title,
      task: taskText(fields),
      cost: costText(fields),
      picture: motif(1),
      poster: this,
      start: this.startRun,
      other: { label: 'One epoch at a time', action: this.trainOne },
    });
  }

  /** Of a recording: its frames can be seen while the rest is loading. */
  private renderReplayPanel(): TemplateResult | typeof nothing {
    if (this.trace) return nothing;
    if (!this.film) return waiting(this, motif(1));
    const view = {
      ...this.replayView,
      kind: 'A convolutional network',
      title: this.datasetTitle(),
      poster: this,
    };
    return this.film.replayPanel({ ...view, picture: motif });
  }

  private renderReplay(run: CnnRunApi, recording: Recording): TemplateResult | typeof nothing {
    const { dataset, engineInfo: engine } = run;
    const { trainCount = 0, validationCount = 0 } = run.trace?.info ?? {};
    const amount = amountText(trainCount, validationCount);
    const view = { ...this.replayView, recording, engine, dataset, amount };
    return (
      this.film?.replayBar({
        ...view,
        resting: this.control.unseen && this.player?.playing === true,
        cancel: this.cancelRun,
        save: this.saveRun,
        exports: this.exports,
      }) ?? nothing
    );
  }

  private get replayView(): ReplayView {
    const { state, progress, canRunLive } = this;
    return {
      ...{ state, progress, play: this.playRecording },
      liveCost: canRunLive ? this.liveCost() : '',
      runLive: canRunLive ? this.startLive : undefined,
    };
  }

  private renderRun(run: CnnRunApi): TemplateResult | typeof nothing {
    if (run.recording) return this.renderReplay(run, run.recording);
    const { state, progress, dataset, engineInfo: engine, error, remainingMs, testing } = run;
    const [frames, expected] = [this.frameCount, run.trace?.expectedFrames ?? 0];
    const { resting } = this;
    const now =
      this.control.notice ||
      nowText({ state, progress, error, remainingMs, frames, expected, testing, resting });
    // Once there are frames, the timeline shows how many of them.
    const learning = state === 'running' || state === 'paused';
    const barNeeded = isBusy(state) && !(learning && this.controls);
    const { trainCount = 0, validationCount = 0 } = run.trace?.info ?? {};
    const amount =
      trainCount > 0
        ? amountText(trainCount, validationCount)
        : `${count(dataset?.count ?? 0)} images`;
    return html`
      ${barNeeded ? progressBar(STAGES, state, progress) : nothing}
      <div class="bar">
        ${status({ now: [now, ...run.remarks].join('. '), dataset, amount, engine })}
        ${toolbar({
          state: state === 'idle' && !this.trace ? 'failed' : state,
          start: this.startRun,
          pause: this.pauseRun,
          resume: this.resumeRun,
          oneEpoch: this.trainOne,
          cancel: this.cancelRun,
          save: frames > 0 ? this.saveRun : undefined,
          exports: frames > 0 ? this.exports : undefined,
          compare: this.trace && !this.control.who ? this.control.compare : undefined,
        })}
      </div>
      ${
        this.controls && learning && run.settings
          ? liveSettings({ settings: run.settings, change: this.changeLive })
          : nothing
      }
    `;
  }

  private renderParameters(): TemplateResult {
    const { fields } = this;
    const { started } = this.control;
    return parameters({
      groups: FIELD_GROUPS,
      fields,
      usual: { points: 'all', batchSize: fields.schedule === 'fixed' ? '40' : 'scheduled' },
      atArticle: sameFields(fields, ARTICLE_FIELDS),
      busy: isBusy(this.state),
      changed: started !== undefined && !sameFields(fields, started),
      change: this.change,
      reset: this.reset,
      runAgain: this.startLive,
    });
  }

  /** The figures of a run, and what can be done with them. */
  private rows(run: CnnRunApi): RowsView {
    const { player, watching, selection, unveiled, pair } = this;
    // A recording cannot look at another image or layer, and has no weights.
    const controls = this.controls && !run.recording;
    return {
      ...{ run, player, watching, selection, controls, unveiled, pair },
      compared: this.control.who !== '',
      figures: figuresOf(this.figures),
      watchLayers: (layers) => {
        this.trying(() => run.watchLayers(layers))();
      },
      watch: (testImage) => {
        this.trying(() => run.watchTestImage(testImage))();
      },
      takePicture: (file) => {
        this.trying(async () => {
          const shape = run.trace?.info.dataset.shape;
          if (shape) await run.watchImage(await readPicture(file, shape), file.name);
        })();
      },
      evaluate: (epoch) => {
        this.trying(() => run.evaluate(epoch))();
      },
      save: (format) => {
        this.save(format, player?.frame?.epoch);
      },
      load: (files) => {
        if (files.length > 0) void this.loadModel(files);
      },
    };
  }

  private save(format: ModelFormat, epoch = 0): void {
    this.trying(async () => {
      download(await this.there().save(format, epoch));
    })();
  }

  /** Somebody said of which dataset. */
  private get canRunLive(): boolean {
    return this.hasAttribute('dataset') || this.datasetName !== ARTICLE_FIELDS.dataset;
  }

  private liveCost(): string {
    return costText(this.fields);
  }

  private datasetTitle(): string {
    return datasetTitle(this.datasetName);
  }

  private there(): CnnRunApi {
    const { run } = this.control;
    if (run) return run;
    throw new Error('There is no network yet: start a run first.');
  }

  /** What the visitor asks for; a failure is said beside the figures. */
  private trying(action: () => Promise<unknown>): () => void {
    return () => {
      this.refusal = '';
      action().catch((thrown: unknown) => {
        this.refusal = thrown instanceof Error ? thrown.message : String(thrown);
      });
    };
  }

  private readonly firstImages = (indices: readonly number[]) =>
    this.there().images('train', indices);

  private readonly startRun = (): void => {
    void this.start();
  };

  /** Also in a recording's place. */
  private readonly startLive = (): void => {
    if (this.src) void this.runLive();
    else void this.start();
  };

  /** Again, if it is there. */
  private readonly playRecording = (): void => {
    const { player } = this;
    if (this.state === 'failed' || this.state === 'idle' || !player) void this.start();
    else {
      player.seek(0);
      player.play();
    }
  };

  private readonly saveRun = (): void => {
    this.trying(async () => {
      const { saveBlob, traceName } = await import('../run/save-blob.ts');
      saveBlob(await this.exportTrace(), traceName('cnn', this.trace?.info.dataset.title ?? ''));
    })();
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

  private readonly trainOne = (): void => {
    void this.oneEpoch();
  };

  private readonly changeLive = (settings: Partial<CnnSettings>): void => {
    this.trying(() => this.set(settings))();
  };

  private readonly change = (name: CnnFieldName, value: string | number | undefined): void => {
    this.setFields({ [name]: value });
  };

  private readonly reset = (): void => {
    this.setFields(ARTICLE_FIELDS);
  };
}

/** What the parts of a run before its first frame do. */
const STEPS = ['Get the images', 'Build the network'];

const NO_TESTS: ReadonlyMap<number, CnnTest> = new Map();

type Film = typeof import('../run/replay.ts');

/** The run's code is not needed to show the element. */
async function loadRun(): Promise<CnnRunApi> {
  const { CnnRun } = await import('../../runs/cnn-run.ts');
  return new CnnRun();
}

/** As is the code that reads recordings. */
async function loadReplay(src: string, base: string): Promise<CnnRunApi> {
  const { CnnReplay } = await import('../../runs/cnn-replay.ts');
  return new CnnReplay(src, base);
}

function amountText(train: number, validation: number): string {
  return `${count(train)} to learn from, ${count(validation)} to validate with`;
}

define('uh-cnn', UhCnn);

declare global {
  interface HTMLElementTagNameMap {
    'uh-cnn': UhCnn;
  }
}
