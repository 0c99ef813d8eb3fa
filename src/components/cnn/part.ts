import { LitElement } from 'lit';
import { property } from 'lit/decorators.js';
import type { CnnFrame } from '../../../workers/contracts/cnn.ts';
import type { FilterSelection } from '../../controllers/filter-selection.ts';
import { PlayheadController } from '../../controllers/playhead.ts';
import { SourceController } from '../../controllers/source.ts';
import { VisibilityController } from '../../controllers/visibility.ts';
import type { CnnPlayer, Watching } from '../../controllers/watching.ts';
import { textAttribute } from '../run/attributes.ts';

/** A playhead over a run, and the sight there. */
export interface CnnMoment {
  readonly player: CnnPlayer | undefined;
  readonly watching: Watching | undefined;
}

/** What a composite offers to its parts. */
export interface CnnSource extends HTMLElement, CnnMoment {
  readonly selection: FilterSelection | undefined;
  /** A moment that stands still at a frame; undefined while there is no run. */
  at?(frame: number): CnnMoment | undefined;
}

/**
 * What the figures of a CNN run have in common: each is a function of a trace and its playhead, and stands
 * inside `<uh-cnn>` or anywhere else, bound to one with `for`. They update when the frame at the playhead is another one,
 * not while the playhead glides from one to the next; those that are out of view when there is time.
 */
export class CnnPart extends LitElement {
  /** Id of a `<uh-cnn>` in the same tree, whose run is shown. */
  @property({ converter: textAttribute('') }) for = '';
  /** With `for`: the frame that is shown, whatever the playhead. To be there when the element is connected. */
  @property({ type: Number }) at: number | undefined;
  @property({ attribute: false }) player: CnnPlayer | undefined;
  /** The watched image and layers at the playhead. */
  @property({ attribute: false }) watching: Watching | undefined;
  /** The filter that is pointed at or pinned, shared by all figures of a run. */
  @property({ attribute: false }) selection: FilterSelection | undefined;

  private readonly playhead = new PlayheadController(this, { updates: false });
  private readonly visibility = new VisibilityController(this);
  private bound: readonly (EventTarget | undefined)[] = [];
  private shownFrame: CnnFrame | undefined;
  private shownCount = 0;
  /** An update that waits until there is time. */
  private later: Promise<void> | undefined;

  constructor() {
    super();
    new SourceController<CnnSource>(
      this,
      () => this.for,
      (source) => {
        const moment = this.at === undefined ? source : source?.at?.(this.at);
        this.player = moment?.player;
        this.watching = moment?.watching;
        this.selection = source?.selection;
      },
    );
  }

  /** The frame at the playhead. */
  protected get frame(): CnnFrame | undefined {
    return this.player?.frame;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.bind();
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.unbind();
  }

  protected override willUpdate(): void {
    this.playhead.player = this.player;
    this.playhead.active = this.visibility.inView;
    this.shownFrame = this.frame;
    this.shownCount = this.player?.frameCount ?? 0;
    this.bind();
  }

  /** Not before an update that waits, either. */
  protected override async getUpdateComplete(): Promise<boolean> {
    await this.later;
    return super.getUpdateComplete();
  }

  private bind(): void {
    const wanted = [this.player, this.watching, this.selection];
    if (wanted.every((target, i) => target === this.bound[i])) return;
    this.unbind();
    if (!this.isConnected) return;
    for (const target of wanted) target?.addEventListener('change', this.onChange);
    this.bound = wanted;
  }

  private unbind(): void {
    for (const target of this.bound) target?.removeEventListener('change', this.onChange);
    this.bound = [];
  }

  private readonly onChange = (event: Event): void => {
    const { player } = this;
    const isSameFrame = player?.frame === this.shownFrame && player?.frameCount === this.shownCount;
    if (event.currentTarget === player && isSameFrame) return;
    if (!this.visibility.outOfView) this.requestUpdate();
    else this.updateLater();
  };

  /** All figures at once would hold up what the visitor is looking at. */
  private updateLater(): void {
    this.later ??= idle().then(() => {
      this.later = undefined;
      this.requestUpdate();
    });
  }
}

/** Longest time that something out of view may be out of date, ms. */
const LONGEST_WAIT = 1000;
/** Where the browser does not tell when it is idle, ms. */
const USUAL_WAIT = 200;

function idle(): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      resolve();
    };
    if ('requestIdleCallback' in window) requestIdleCallback(end, { timeout: LONGEST_WAIT });
    else setTimeout(end, USUAL_WAIT);
  });
}
