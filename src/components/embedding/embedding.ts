import { html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import type { Samples } from '../../../workers/contracts/dataset.ts';
import { SourceController } from '../../controllers/source.ts';
import { cssToRgb } from '../../render/colour.ts';
import { classColours, type PaletteName } from '../../render/palettes.ts';
import type { View } from '../../render/view.ts';
import { define } from '../define.ts';
import { tokens } from '../tokens.styles.ts';
import { AutoOrbit } from './auto-orbit.ts';
import { descriptionOf, titleOf, type UmapPlayer } from './describe.ts';
import { styles } from './embedding.styles.ts';
import { legend } from './legend.ts';
import { type LayoutMark, Overlay } from './overlay.ts';
import { PlotInteraction } from './plot-interaction.ts';
import { Stage, type StageLook, type StageTick } from './stage.ts';
import { Tooltip } from './tooltip.ts';
import { zoomButtons } from './zoom-buttons.ts';

/** Images of points by their number in the trace; undefined where there are none to be had. */
export type ImageSource = (points: readonly number[]) => Promise<Samples> | undefined;

/** A composite that this element can be bound to with `for`. */
export interface EmbeddingSource extends HTMLElement {
  readonly player: UmapPlayer | undefined;
  readonly images?: ImageSource | undefined;
  /** Of new images in the finished layout, while it is on screen. */
  readonly projection?: UmapPlayer | undefined;
}

/** Removed for longer than this (ms), the element frees its graphics context. */
const DISPOSAL_DELAY = 500;
/** Opacity of points, and of the others while a legend entry is hovered. */
const OPACITY = 0.85;
const DIMMED = 0.08;
/** The spoken description changes at most this often while the animation runs, ms. */
const DESCRIPTION_INTERVAL = 2000;
const HINT_TIME = 1400;
const NO_NAMES: readonly string[] = [];

/**
 * An embedding as a scatter plot: one point an image, coloured by class, at the player's playhead.
 * Classes bear their names and can be hidden; pointing at a point shows its image.
 *
 * The palette's kind (for light or dark) follows the plot's ground, whatever that is set to.
 *
 * @tag uh-embedding
 * @slot - shown over the plot while there is no frame
 * @csspart canvas - the plot itself
 * @csspart title - which frame this is
 * @csspart legend - the classes
 * @csspart controls - zoom buttons
 * @csspart tooltip - the image under the cursor
 * @cssprop [--uh-plot-ground] - the plot's ground
 * @cssprop [--uh-plot-text] - title, class names
 * @cssprop [--uh-plot-muted] - buttons and small print on the plot
 * @cssprop [--uh-plot-line] - the plot's hairline border
 * @cssprop [--uh-aspect=4 / 3] - the plot's aspect ratio
 * @cssprop [--uh-aspect-narrow=1 / 1.05] - the same where the element is narrower than 520 px
 */
export class UhEmbedding extends LitElement {
  static override styles = [tokens, styles];

  /** The id of a composite that offers `player` and `images`. */
  @property() for: string | undefined;
  /** With `for`: shows the projection of new images once there is one. To be there when the element is connected. */
  @property({ type: Boolean, attribute: 'projection' }) showsProjection = false;
  /** `spectral`, the article's, or `safe` for colour-blind readers. */
  @property() palette: PaletteName = 'spectral';
  /**
   * `dark`: a dark plate on every page, on which the article's colours glow. `page`: light or dark as
   * the page is, with colours that fit.
   */
  @property({ reflect: true }) ground: 'dark' | 'page' = 'dark';
  /** Diameter of a point in CSS px; chosen for their number when not set. */
  @property({ type: Number, attribute: 'point-size' }) pointSize: number | undefined;
  /** Whether points glide between frames. Off with `prefers-reduced-motion`, by whoever sets it. */
  @property({ attribute: false }) smooth = true;
  @property({ attribute: false }) player: UmapPlayer | undefined;
  @property({ attribute: false }) images: ImageSource | undefined;
  /** Classes that are not drawn. */
  @property({ attribute: false }) hiddenClasses: ReadonlySet<number> = new Set();
  /** Classes that stand out from the others, by index; none: all are alike. */
  @property({ attribute: false }) highlight: readonly number[] = [];
  /** A place that is marked while the last frame of its layout shows: that of an image that is none of its points. */
  @property({ attribute: false }) mark: LayoutMark | undefined;
  /** Forces a renderer; for tests and comparisons. Set it before the element is shown. */
  @property() renderer: 'auto' | 'webgl2' | 'canvas2d' = 'auto';

  @state() private emphasis: number | undefined;
  @state() private colours: readonly string[] = [];
  @state() private canvasGeneration = 0;
  @state() private description = descriptionOf(undefined, 0);
  @state() private hasFrame = false;
  @state() private atHome = true;
  @state() private hint = false;
  /** Whether the visitor wants a plot of three components to turn; undefined: by itself, where motion is welcome. */
  @state() private turns: boolean | undefined;

  @query('.plot') private readonly plot!: HTMLElement | null;
  @query('.canvas') private readonly canvasElement!: HTMLCanvasElement | null;
  @query('.title') private readonly titleElement!: HTMLElement | null;

  private readonly stage = new Stage({
    look: () => this.look,
    canvas: () => this.canvasElement ?? undefined,
    replaceCanvas: () => {
      this.canvasGeneration++;
    },
    onTick: (tick) => {
      this.onTick(tick);
    },
  });
  private look: StageLook = {
    background: '#000000',
    colours: [],
    opacity: [],
    pointSize: undefined,
    smooth: true,
  };
  private overlay: Overlay | undefined;
  private readonly tooltip = new Tooltip(this);
  private readonly interaction: PlotInteraction;
  private readonly orbit = new AutoOrbit(this.stage, () => {
    this.atHome = false;
  });
  private describedAt = 0;
  private hintTimer = 0;
  private disposal = 0;
  private readonly resizes = new ResizeObserver(() => {
    requestAnimationFrame(this.onResize);
  });
  private readonly sightings = new IntersectionObserver((entries) => {
    const visible = entries.at(-1)?.isIntersecting ?? false;
    this.stage.setVisible(visible);
  });
  private pixelRatioQuery: MediaQueryList | undefined;

  constructor() {
    super();
    this.interaction = this.createInteraction();
    new SourceController<EmbeddingSource>(
      this,
      () => this.for,
      (source) => {
        this.player = (this.showsProjection ? source?.projection : undefined) ?? source?.player;
        this.images = source?.images;
      },
    );
  }

  /** Which renderer draws; undefined before the element has been seen. */
  get rendererKind(): 'webgl2' | 'canvas2d' | undefined {
    return this.stage.kind;
  }

  /** What the plot shows, without labels, in device px. */
  readPixels(): ImageData | undefined {
    return this.stage.readPixels();
  }

  /** What pictures of the plot elsewhere should look like: its ground, its classes, and from where it is seen. */
  get figureLook(): Pick<StageLook, 'background' | 'colours' | 'opacity'> & {
    readonly view: View;
  } {
    this.readLook();
    return { ...this.look, view: this.stage.view };
  }

  resetView(): void {
    this.interaction.reset();
  }

  zoomBy(factor: number): void {
    this.interaction.zoomBy(factor);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    clearTimeout(this.disposal);
    if (!this.hasUpdated) return;
    this.observe();
    this.stage.show(this.player);
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resizes.disconnect();
    this.sightings.disconnect();
    this.pixelRatioQuery?.removeEventListener('change', this.onResize);
    this.stage.setVisible(false);
    this.orbit.on = false;
    clearTimeout(this.hintTimer);
    // Later, as an element that is only moved comes back at once.
    this.disposal = window.setTimeout(() => {
      this.stage.dispose();
      this.interaction.detach();
    }, DISPOSAL_DELAY);
  }

  protected override firstUpdated(): void {
    const svg = this.renderRoot.querySelector<SVGSVGElement>('.labels');
    if (svg) this.overlay = new Overlay(svg);
    this.observe();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('player')) {
      this.tooltip.close();
      if (changed.get('player')?.trace.info.dataset !== this.player?.trace.info.dataset) {
        this.hiddenClasses = new Set();
      }
    }
    this.stage.renderer = this.renderer;
    if (this.hasUpdated) this.readLook();
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('player')) this.stage.show(this.player);
    if (changed.has('canvasGeneration') && changed.get('canvasGeneration') !== undefined) {
      this.interaction.detach();
    }
    this.orbit.on = this.isTurning;
    this.stage.invalidate();
  }

  protected override render(): TemplateResult {
    const names = this.classNames;
    return html`<figure>
      <div
        class="plot"
        @transitionend=${this.onTransition}
        @pointerenter=${this.onEnter}
        @pointerleave=${this.onLeave}
      >
        ${keyed(
          this.canvasGeneration,
          html`<canvas
            class="canvas"
            part="canvas"
            role="img"
            tabindex="0"
            aria-label=${this.description}
            aria-describedby="keys"
            @pointermove=${this.interaction.onPointer}
            @pointerdown=${this.interaction.onPress}
            @click=${this.interaction.onPointer}
            @keydown=${this.interaction.onKey}
            @blur=${this.interaction.onBlur}
          ></canvas>`,
        )}
        <svg class="labels" aria-hidden="true"></svg>
        <div class="focus-ring"></div>
        ${this.hasFrame ? null : html`<div class="placeholder"><slot></slot></div>`}
        <p class="title" part="title"></p>
        ${zoomButtons(
          this.atHome,
          {
            zoomBy: (factor) => {
              this.zoomBy(factor);
            },
            reset: () => {
              this.resetView();
            },
          },
          this.isThreeDimensional ? { on: this.isTurning, toggle: this.toggleTurning } : undefined,
        )}
        <div class="hint ${this.hint ? 'on' : ''}" aria-hidden="true">
          ${isApple() ? '⌘' : 'Ctrl'} + scroll to zoom
        </div>
        ${this.tooltip.render(names, this.colours)}
      </div>
      <p id="keys" class="sr">
        Arrow keys ${this.isThreeDimensional ? 'turn, with shift pan' : 'pan'}, plus and minus zoom,
        0 resets, Enter shows the image nearest to the middle.
      </p>
      <p class="sr" aria-live="polite">${this.tooltip.spoken(names)}</p>
      ${
        names.length === 0
          ? null
          : legend(
              { classNames: names, colours: this.colours, hidden: this.hiddenClasses },
              {
                setHidden: (hidden) => {
                  this.hiddenClasses = hidden;
                },
                setEmphasis: (label) => {
                  this.emphasis = label;
                },
              },
            )
      }
    </figure>`;
  }

  private get classNames(): readonly string[] {
    return this.player?.trace.info.dataset.classNames ?? NO_NAMES;
  }

  private get isThreeDimensional(): boolean {
    return this.player?.trace.info.components === 3;
  }

  private get isTurning(): boolean {
    return (this.turns ?? this.smooth) && this.isThreeDimensional && this.isConnected;
  }

  private readonly toggleTurning = (): void => {
    this.turns = !this.isTurning;
    this.orbit.held = false; // the cursor is on the button, not on a point
  };

  private readonly onEnter = (event: PointerEvent): void => {
    this.orbit.held = event.pointerType === 'mouse';
  };

  private readonly onLeave = (event: PointerEvent): void => {
    this.orbit.held = false;
    this.interaction.onLeave(event);
  };

  private createInteraction(): PlotInteraction {
    const element = this as UhEmbedding;
    return new PlotInteraction({
      stage: this.stage,
      get player() {
        return element.player;
      },
      get smooth() {
        return element.smooth;
      },
      canvas: () => this.canvasElement ?? undefined,
      onPick: (index, aloud) => {
        this.pick(index, aloud);
      },
      onView: (atHome) => {
        this.atHome = atHome;
      },
      onWheelIgnored: () => {
        this.showHint();
      },
      onTurned: () => {
        this.turns = false;
      },
    });
  }

  private observe(): void {
    if (!this.plot) return;
    this.resizes.observe(this.plot);
    this.sightings.observe(this.plot);
    this.watchPixelRatio();
  }

  /** The query matches the ratio of now, and so changes once. */
  private watchPixelRatio(): void {
    this.pixelRatioQuery?.removeEventListener('change', this.onResize);
    this.pixelRatioQuery = matchMedia(`(resolution: ${devicePixelRatio}dppx)`);
    this.pixelRatioQuery.addEventListener('change', this.onResize);
  }

  private readonly onResize = (): void => {
    const { plot } = this;
    if (!plot || !this.isConnected) return;
    if (!this.pixelRatioQuery?.matches) this.watchPixelRatio();
    const { clientWidth: width, clientHeight: height } = plot;
    this.readLook();
    const side = width < 520 ? 20 : 40;
    this.stage.resize({
      width,
      height,
      pixelRatio: devicePixelRatio,
      inset: { top: width < 520 ? 52 : 48, right: side, bottom: side * 0.7, left: side },
    });
    this.interaction.resized();
    this.stage.invalidate();
  };

  /** Colours, from where the styles put them, and all else that the stage draws by. */
  private readLook(): void {
    if (!this.plot) return;
    const background = getComputedStyle(this.plot).backgroundColor;
    const names = this.classNames;
    const colours = classColours(this.palette, names.length, background);
    if (colours.join() !== this.colours.join()) this.colours = colours;
    this.tooltip.setGround(cssToRgb(background));
    this.look = {
      background,
      colours: this.colours,
      opacity: names.map((_, label) => {
        if (this.hiddenClasses.has(label)) return 0;
        return this.standsOut(label) ? OPACITY : DIMMED;
      }),
      pointSize: this.pointSize,
      smooth: this.smooth,
    };
  }

  /** The class under the cursor in the legend alone, else those that are highlighted, else all. */
  private standsOut(label: number): boolean {
    if (this.emphasis !== undefined) return this.emphasis === label;
    return this.highlight.length === 0 || this.highlight.includes(label);
  }

  /** Frames before the last are other layouts. */
  private markedNow(): Float32Array | undefined {
    const { mark, player } = this;
    const isThere = mark && player?.trace === mark.trace && player.position === player.lastFrame;
    return isThere ? mark.position : undefined;
  }

  private readonly onTransition = (event: TransitionEvent): void => {
    if (event.target !== this.plot) return;
    this.readLook();
    this.stage.invalidate();
  };

  private onTick(tick: StageTick | undefined): void {
    this.hasFrame = tick !== undefined;
    if (tick) this.interaction.attach();
    const title = titleOf(this.player);
    if (this.titleElement && this.titleElement.textContent !== title) {
      this.titleElement.textContent = title;
    }
    const at = this.overlay?.update(tick, {
      names: this.classNames,
      hidden: this.hiddenClasses,
      isFaint: (label) => !this.standsOut(label),
      picked: this.tooltip.index,
      marked: this.markedNow(),
    });
    this.tooltip.place(at);
    const now = performance.now();
    if (!this.player?.moving || now - this.describedAt > DESCRIPTION_INTERVAL) {
      this.describedAt = now;
      this.description = descriptionOf(this.player, this.hiddenClasses.size);
    }
  }

  private showHint(): void {
    this.hint = true;
    clearTimeout(this.hintTimer);
    this.hintTimer = window.setTimeout(() => {
      this.hint = false;
    }, HINT_TIME);
  }

  /** −1: none. */
  private pick(index: number, aloud: boolean): void {
    const { player } = this;
    if (index < 0 || !player) this.tooltip.close();
    else this.tooltip.open(index, player.trace.info, this.images, aloud);
    this.canvasElement?.classList.toggle('on-point', index >= 0);
    this.stage.invalidate();
  }
}

function isApple(): boolean {
  return /Macintosh|iPhone|iPad/.test(navigator.userAgent);
}

define('uh-embedding', UhEmbedding);

declare global {
  interface HTMLElementTagNameMap {
    'uh-embedding': UhEmbedding;
  }
}
