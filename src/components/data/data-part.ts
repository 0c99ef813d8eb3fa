import { LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { SOURCE_EVENT, SourceController } from '../../controllers/source.ts';
import { VisibilityController } from '../../controllers/visibility.ts';
import type { DatasetInfo } from '../../../workers/contracts/dataset.ts';
import type { DataAccess, SharedDataset } from '../../runs/data-access.ts';
import type { ErrorData, Progress } from '../../runs/run.ts';
import {
  aliasDataset,
  numberAttribute,
  optionalNumberAttribute,
  textAttribute,
} from '../run/attributes.ts';
import { UhErrorEvent } from '../run/events/uh-error.ts';
import { UhStateEvent } from '../run/events/uh-state.ts';
import { DataController, type DataHost, type DataState } from './data-controller.ts';
import { type ClassPair, isSamePair, UhPairEvent } from './events/uh-pair.ts';
import { linkFigures } from './pair-links.ts';
import { waiting } from './panels.ts';
import { ARTICLE_DATA, type DataFields, fieldsOf, isSameData } from './fields.ts';

/**
 * What the figures of a dataset have in common: which images they are of, how they come by them, and the two classes that the
 * visitor points at. Each stands alone with `dataset`, or is bound with `for` to a composite or to another figure, whose
 * dataset it shares and does not load again.
 */
export abstract class DataPart<Result> extends LitElement implements DataHost {
  /** Id of a `<uh-umap>`, `<uh-cnn>` or another figure of a dataset in the same tree: its images are shown. */
  @property({ converter: textAttribute('') }) for = '';
  /** A catalogue entry (`fashion-mnist`, `cifar-10`, `garments`, `objects`) or a URL. Scripts may say `element.dataset`. */
  @property({ attribute: 'dataset', converter: textAttribute(ARTICLE_DATA.dataset) })
  datasetName = ARTICLE_DATA.dataset;
  /** `train` or `test`. */
  @property({ converter: textAttribute(ARTICLE_DATA.split) }) split = ARTICLE_DATA.split;
  /** The first so many images; undefined: all. */
  @property({ converter: optionalNumberAttribute }) points = ARTICLE_DATA.points;
  /** Of drawn images, and of what is picked at random. */
  @property({ converter: numberAttribute(ARTICLE_DATA.seed) }) seed = ARTICLE_DATA.seed;
  /**
   * `lazy`: nothing is fetched before the figure comes into view, and no more than 5 MB before the reader asks for it.
   * `eager`: everything, at once.
   */
  @property() loading: 'eager' | 'lazy' = 'lazy';
  /** Two classes to highlight, by index, or null; the figure sets it, too, when the visitor points at two. */
  @property({ attribute: false }) pair: ClassPair | null = null;
  /** How it comes by its data; tests put their own in. */
  @property({ attribute: false }) getAccess: () => DataAccess | Promise<DataAccess> = loadAccess;

  protected readonly visibility = new VisibilityController(this);
  protected readonly control: DataController<Result>;
  private source: HTMLElement | undefined;
  private sourceFields: DataFields | undefined;
  private toldState: DataState = 'idle';
  private pointed: ClassPair | null = null;

  constructor() {
    super();
    // Before the other, which asks in every update for what this one has found.
    new SourceController<HTMLElement>(
      this,
      () => this.for,
      (source) => {
        this.bind(source);
      },
    );
    this.control = new DataController<Result>(this, {
      needsAll: () => this.needsAll,
      compute: (data) => this.compute(data),
      forget: () => {
        this.forget();
      },
      changed: () => {
        this.onChange();
      },
    });
  }

  /** `idle` while it is not seen, or waits for the reader's word. */
  get state(): DataState {
    return this.control.state;
  }

  get progress(): Progress | undefined {
    return this.control.progress;
  }

  get error(): ErrorData | undefined {
    return this.control.error;
  }

  /** Of the dataset that is shown. */
  get classNames(): readonly string[] | undefined {
    return this.control.info?.classNames;
  }

  get fields(): DataFields | undefined {
    if (this.for) return this.sourceFields;
    const { datasetName, split, points, seed } = this;
    return { dataset: datasetName, split, points, seed };
  }

  get eager(): boolean {
    return this.loading === 'eager';
  }

  get awake(): boolean {
    return this.isConnected && (this.eager || this.visibility.inView);
  }

  /** Loads what the figure shows, however large it is, as its own button does. */
  load(): void {
    this.control.load();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    linkFigures(this.ownerDocument);
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.bind(undefined);
  }

  protected override updated(changed: PropertyValues): void {
    const mine = ['datasetName', 'split', 'points', 'seed', 'for'];
    // Figures that are bound to this one follow.
    if (mine.some((name) => changed.has(name))) this.dispatchEvent(new Event(SOURCE_EVENT));
  }

  /** Whether the figure is of all images. */
  protected abstract get needsAll(): boolean;
  /** Drops what the visitor chose among the images of a dataset, before those of another come. */
  protected abstract forget(): void;
  protected abstract compute(data: SharedDataset): Promise<Result>;

  /** The figure, or what stands in its place until its data is there. `what` it is of: `Random images`. */
  protected figureOrWaiting(
    what: string,
    figure: (info: DatasetInfo, result: Result) => TemplateResult,
  ): TemplateResult {
    const { info, result, state, question, progress, error, load, cancel } = this.control;
    if (info && result && state === 'done') return figure(info, result);
    const { fields } = this;
    const isLoading = state === 'loading';
    return waiting({ what, isLoading, fields, info, question, progress, error, load, cancel });
  }

  /** The visitor points at two classes, or at none any more. */
  protected point(pair: ClassPair | null): void {
    // Whatever pair shows: it may be another figure's.
    if (isSamePair(pair, this.pointed)) return;
    this.pointed = pair;
    this.pair = pair;
    this.dispatchEvent(new UhPairEvent(pair));
    if (this.source instanceof DataPart) this.source.pair = pair;
  }

  private onChange(): void {
    this.requestUpdate();
    const { state, error } = this.control;
    if (state === this.toldState) return;
    this.toldState = state;
    this.dispatchEvent(new UhStateEvent(state));
    if (error) this.dispatchEvent(new UhErrorEvent(error));
  }

  private bind(source: HTMLElement | undefined): void {
    if (source !== this.source) {
      this.source?.removeEventListener(UhPairEvent.type, this.onPair);
      source?.addEventListener(UhPairEvent.type, this.onPair);
      this.source = source;
    }
    // Another figure may be bound itself.
    const fields = source instanceof DataPart ? source.fields : source && fieldsOf(source);
    if (source && !fields && source.localName.includes('-')) {
      void customElements.whenDefined(source.localName).then(() => {
        if (source === this.source) this.bind(source);
      });
    }
    if (isSameData(fields, this.sourceFields)) return;
    this.sourceFields = fields;
    this.requestUpdate();
    this.dispatchEvent(new Event(SOURCE_EVENT));
  }

  private readonly onPair = (event: UhPairEvent): void => {
    this.pair = event.pair;
  };
}

aliasDataset(DataPart.prototype);

/** What opens datasets is not needed to show the figure's place. */
async function loadAccess(): Promise<DataAccess> {
  const { DATA_ACCESS } = await import('../../runs/data-access.ts');
  return DATA_ACCESS;
}
