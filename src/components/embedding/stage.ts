import { ClassMedians } from '../../render/class-medians.ts';
import { acquireContext, type ContextOwner, releaseContext } from '../../render/context-budget.ts';
import type { createScatter } from '../../render/create-scatter.ts';
import { ExtentTracker } from '../../render/extent.ts';
import { type PlotSize, project } from '../../render/projection.ts';
import type { PointSet, ScatterRenderer, ScatterScene } from '../../render/scatter.ts';
import { pointSizeFor } from '../../render/point-size.ts';
import { HOME, type View } from '../../render/view.ts';
import type { UmapTraceInfo } from '../../trace/trace.ts';
import type { UmapPlayer } from './describe.ts';

/** Time an animation tick may spend on the extents of frames it has not seen yet, ms. */
const CATCH_UP_TIME = 6;
/** Time that it may spend on drawing, ms; what is left then is drawn in the next ticks. */
const DRAW_TIME = 8;
/** A tick after a pause counts as this long at most, ms. */
const LONGEST_TICK = 50;

/** How the stage shows what it shows; set by the element. */
export interface StageLook {
  readonly background: string;
  readonly colours: readonly string[];
  /** Of each class, 0..1. */
  readonly opacity: readonly number[];
  /** Diameter in CSS px at zoom 1; undefined: chosen for the number of points and the room. */
  readonly pointSize: number | undefined;
  readonly smooth: boolean;
}

/** A drawn tick, for the overlay. */
export interface StageTick {
  readonly points: PointSet;
  /** Medians of the classes between the frames, classes × components. */
  readonly medians: Float32Array;
}

interface StageScene {
  readonly scene: ScatterScene;
  readonly medians: Float32Array;
}

export interface StageHost {
  look(): StageLook;
  /** A canvas that never had a context, or undefined while there is none. */
  canvas(): HTMLCanvasElement | undefined;
  /** The canvas is spent: make another one, then call `invalidate`. */
  replaceCanvas(): void;
  onTick(tick: StageTick | undefined): void;
}

/**
 * Draws (player, look, view) on a canvas whenever one of them changed, at most once a display frame,
 * and only while someone can see it. Idle, it does nothing at all.
 */
export class Stage implements ContextOwner {
  visible = false;
  view: View = HOME;
  /** What was drawn last; what the cursor points into. */
  drawn: PointSet | undefined;
  /** Forces a renderer; takes effect with the next canvas. */
  renderer: ScatterRenderer['kind'] | 'auto' = 'auto';

  private player: UmapPlayer | undefined;
  private scatter: ScatterRenderer | undefined;
  private size: (PlotSize & { readonly pixelRatio: number }) | undefined;
  private extents = new ExtentTracker();
  private medians: ClassMedians | undefined;
  /** As the renderer sees them: new images that were projected into a layout are classes of their own. */
  private labels = new Uint8Array(0);
  private mixedMedians = new Float32Array(0);
  /** Frames whose extents are known, from the first on. */
  private seenFrames = 0;
  /** A trace that was complete when it came has its final axes from the first tick that can. */
  private wasClosed = false;
  private tickHandle = 0;
  private lastTick = 0;
  /** Something changed since the last scene was put together. */
  private dirty = false;
  /** A scene that takes more than one tick. */
  private unfinished: StageScene | undefined;
  /** Loaded when there is something to draw: a page that only shows a Run button needs no shaders. */
  private createScatter: typeof createScatter | undefined;
  private loading = false;
  /** The fastest renderer failed on this element. */
  private failed = false;
  private coloursShown: readonly string[] | undefined;

  constructor(private readonly host: StageHost) {}

  get kind(): ScatterRenderer['kind'] | undefined {
    return this.scatter?.kind;
  }

  show(player: UmapPlayer | undefined): void {
    const sameTrace = player?.trace === this.player?.trace;
    this.player?.removeEventListener('change', this.onChange);
    this.player = player;
    player?.addEventListener('change', this.onChange);
    if (!sameTrace) {
      this.extents = new ExtentTracker();
      this.seenFrames = 0;
      this.coloursShown = undefined;
      const info = player?.trace.info;
      this.medians = info && new ClassMedians(info.labels, info.dataset.classNames.length);
      this.labels = info ? layeredLabels(info) : new Uint8Array(0);
      this.wasClosed = player?.trace.closed ?? false;
    }
    this.invalidate();
  }

  resize(size: PlotSize & { readonly pixelRatio: number }): void {
    const before = this.size;
    this.size = size;
    if (before && before.width > 0 && before.height > 0) {
      // Keep what was in the middle there.
      const { view } = this;
      this.view = {
        ...view,
        x: (view.x * size.width) / before.width,
        y: (view.y * size.height) / before.height,
      };
    }
    this.scatter?.resize(size.width, size.height, size.pixelRatio);
    // A resized canvas is blank: drawing waits for the next tick only if there is none to show.
    if (this.scatter) this.drawNow();
    this.invalidate();
  }

  setVisible(visible: boolean): void {
    this.visible = visible;
    if (visible) this.invalidate();
  }

  /** Something changed: draw with the next display frame. */
  invalidate(): void {
    this.dirty = true;
    this.schedule();
  }

  /** Called by the context budget, when another plot needs the context more. */
  evict(): void {
    this.unfinished = undefined;
    this.scatter?.dispose();
    this.scatter = undefined;
    this.host.replaceCanvas();
  }

  /** What the canvas shows, for tests and pictures. */
  readPixels(): ImageData | undefined {
    return this.scatter?.readPixels();
  }

  /** Frees the graphics context and lets go of the player; `show` and a new canvas revive it. */
  dispose(): void {
    cancelAnimationFrame(this.tickHandle);
    this.tickHandle = 0;
    this.player?.removeEventListener('change', this.onChange);
    releaseContext(this);
    this.unfinished = undefined;
    if (!this.scatter) return;
    this.scatter.dispose();
    this.scatter = undefined;
    this.host.replaceCanvas();
  }

  private readonly onChange = (): void => {
    this.invalidate();
  };

  private schedule(): void {
    if (this.tickHandle === 0 && this.visible) this.tickHandle = requestAnimationFrame(this.tick);
  }

  private readonly tick = (now: number): void => {
    this.tickHandle = 0;
    if (!this.visible) return;
    if (this.unfinished) {
      const finished = this.present(this.unfinished, DRAW_TIME);
      if (!finished || this.dirty) this.schedule();
      return;
    }
    this.dirty = false;
    const elapsed = Math.min(LONGEST_TICK, now - this.lastTick);
    this.lastTick = now;
    const behind = this.catchUp();
    this.extents.advance(elapsed, this.wasClosed || !this.host.look().smooth);
    const finished = this.drawNow(DRAW_TIME);
    if (behind || this.extents.gliding) this.invalidate();
    if (!finished) this.schedule();
  };

  /** Includes frames not seen yet in the axes; true when some are left for the next tick. */
  private catchUp(): boolean {
    const frames = this.player?.trace.frames ?? [];
    const components = this.player?.trace.info.components ?? 2;
    const deadline = performance.now() + CATCH_UP_TIME;
    if (this.seenFrames === 0) {
      // The last frame first: it is the likeliest to be the widest, so that little is left to grow.
      const last = frames.at(-1);
      if (last) this.extents.include(last.embedding, components);
    }
    while (this.seenFrames < frames.length) {
      const frame = frames[this.seenFrames++];
      if (frame) this.extents.include(frame.embedding, components);
      if (performance.now() > deadline) break;
    }
    return this.seenFrames < frames.length;
  }

  /** Puts the scene together and draws it, as much as `budget` (ms) allows; false if some is left. */
  private drawNow(budget = Infinity): boolean {
    this.unfinished = undefined;
    const { size, player, medians } = this;
    const look = this.host.look();
    const points = this.pointSet(look);
    const scatter = points ? this.ensureScatter() : this.scatter;
    if (!scatter || !size) {
      if (!points) this.host.onTick(undefined);
      return true;
    }
    if (!points || !player || !medians) {
      this.drawn = undefined;
      scatter.setClasses(new Uint8Array(0), []);
      this.coloursShown = undefined;
      const nothing = new Float32Array(0);
      scatter.draw({ ...EMPTY, from: nothing, to: nothing, background: look.background });
      this.host.onTick(undefined);
      return true;
    }
    if (this.coloursShown !== look.colours) {
      const layered = player.trace.info.projectedFrom !== undefined;
      scatter.setClasses(this.labels, layered ? [...look.colours, ...look.colours] : look.colours);
      this.coloursShown = look.colours;
    }
    const base = look.pointSize ?? pointSizeFor(player.trace.info.points, size);
    const pointSize = Math.min(Math.max(base, 12), base * this.view.k ** ZOOM_GROWTH);
    const scene = { ...points, pointSize, background: look.background };
    return this.present({ scene, medians: this.mixMedians(medians, points) }, budget);
  }

  private present(stageScene: StageScene, budget: number): boolean {
    const { scene, medians } = stageScene;
    const finished = this.scatter?.draw(scene, budget) ?? true;
    this.unfinished = finished ? undefined : stageScene;
    if (!finished) return false;
    this.drawn = scene;
    this.host.onTick({ points: scene, medians });
    return true;
  }

  private pointSet(look: StageLook): PointSet | undefined {
    const { player, size } = this;
    const extent = this.extents.shown;
    if (!player || !size || !extent) return undefined;
    const { frames, info } = player.trace;
    const first = look.smooth ? Math.floor(player.position) : player.playhead;
    const from = frames[first];
    if (!from) return undefined;
    const mix = look.smooth ? player.position - first : 0;
    const to = mix > 0 ? (frames[first + 1] ?? from) : from;
    return {
      from: from.embedding,
      to: to.embedding,
      mix,
      components: info.components,
      projection: project(extent, size, this.view),
      opacity:
        info.projectedFrom === undefined
          ? look.opacity
          : [...look.opacity.map((opacity) => opacity * LAYOUT_OPACITY), ...look.opacity],
    };
  }

  /** Mixed medians stand for the medians of the mix: the same at every frame, and much cheaper. */
  private mixMedians(medians: ClassMedians, { from, to, mix, components }: PointSet): Float32Array {
    const a = medians.of(from, components);
    if (mix === 0) return a;
    const b = medians.of(to, components);
    if (this.mixedMedians.length !== a.length) this.mixedMedians = new Float32Array(a.length);
    this.mixedMedians.forEach((_, i, mixed) => {
      const start = a[i] ?? 0;
      mixed[i] = start + ((b[i] ?? 0) - start) * mix;
    });
    return this.mixedMedians;
  }

  private async load(): Promise<void> {
    if (this.loading) return;
    this.loading = true;
    try {
      const render = await import('../../render/create-scatter.ts');
      render.fastestRenderer(); // a graphics context takes its time: in a task of its own
      this.createScatter = render.createScatter;
    } finally {
      this.loading = false;
    }
    this.invalidate();
  }

  private ensureScatter(): ScatterRenderer | undefined {
    if (this.scatter) return this.scatter;
    const canvas = this.host.canvas();
    const { size } = this;
    if (!canvas || !size || size.width === 0) return undefined;
    if (!this.createScatter) {
      void this.load();
      return undefined;
    }
    const without = this.renderer === 'auto' && (this.failed || !acquireContext(this));
    const kind = without ? 'canvas2d' : this.renderer;
    try {
      this.scatter = this.createScatter(canvas, kind);
    } catch (error) {
      if (kind !== 'auto') throw error;
      // This canvas may be spent on a context that failed: try without on another one.
      releaseContext(this);
      this.failed = true;
      this.host.replaceCanvas();
      return undefined;
    }
    if (this.scatter.kind === 'canvas2d') releaseContext(this);
    this.scatter.resize(size.width, size.height, size.pixelRatio);
    this.coloursShown = undefined;
    // The first picture is for the next tick.
    this.invalidate();
    return undefined;
  }
}

/** How much of a layout still shows below images that are projected into it. */
export const LAYOUT_OPACITY = 0.22;

/** Classes of a layout's points, and beyond them those of the images that are projected into it. */
export function layeredLabels({
  labels,
  dataset,
  projectedFrom,
}: UmapTraceInfo): Uint8Array<ArrayBuffer> {
  if (projectedFrom === undefined) return labels;
  const classes = dataset.classNames.length;
  return labels.map((label, index) => (index < projectedFrom ? label : label + classes));
}

const EMPTY = {
  mix: 0,
  components: 2,
  projection: { x: [1, 0, 0, 0], y: [0, 1, 0, 0], depth: [0, 0, 0, 0] },
  opacity: [],
  pointSize: 1,
} as const;

/** Points grow with zoom, but slower: zooming in separates them. */
const ZOOM_GROWTH = 0.45;
