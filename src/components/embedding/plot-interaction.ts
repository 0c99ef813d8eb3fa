import { pickPoint } from '../../render/pick.ts';
import { HOME, isHome, orbit } from '../../render/view.ts';
import type { ZoomGestures } from '../../render/zoom-gestures.ts';
import type { UmapPlayer } from './describe.ts';
import type { Stage } from './stage.ts';

/** How near the cursor must be to a point, CSS px. */
const MOUSE_RADIUS = 10;
const TOUCH_RADIUS = 22;
/** A key press pans by this many px, and zooms by this factor. */
const PAN_STEP = 48;
const ZOOM_STEP = 1.5;

/** What shows that somebody may want to zoom. */
const INTEREST = ['pointerenter', 'pointerdown', 'touchstart', 'wheel', 'focus'] as const;

const PANS: Partial<Record<string, readonly [number, number]>> = {
  ArrowLeft: [PAN_STEP, 0],
  ArrowRight: [-PAN_STEP, 0],
  ArrowUp: [0, PAN_STEP],
  ArrowDown: [0, -PAN_STEP],
};

export interface InteractionHost {
  readonly stage: Stage;
  readonly player: UmapPlayer | undefined;
  /** Whether steps by button or key are animated. */
  readonly smooth: boolean;
  canvas(): HTMLCanvasElement | undefined;
  /** A point is asked for, or none (−1) any more; `aloud`: by key. */
  onPick(index: number, aloud: boolean): void;
  onView(atHome: boolean): void;
  onWheelIgnored(): void;
  /** The visitor turned the plot. */
  onTurned(): void;
}

/** What cursor, finger, wheel and keys do to the plot. */
export class PlotInteraction {
  private gestures: ZoomGestures | undefined;
  private loading: Promise<void> | undefined;
  /** Until somebody shows an interest in the canvas. */
  private waiting: AbortController | undefined;
  /** Clicked, and the cursor has not left since: the wheel is ours. */
  private engaged = false;

  constructor(private readonly host: InteractionHost) {}

  /**
   * There is something to look at: gestures come with the first sign of interest in its canvas. Most readers of a page
   * never zoom, and they are as much code as a third of the figure.
   */
  attach(): void {
    const canvas = this.host.canvas();
    if (this.gestures || this.loading || this.waiting || !canvas) return;
    this.waiting = new AbortController();
    const { signal } = this.waiting;
    for (const type of INTEREST) {
      canvas.addEventListener(type, () => void this.load(), { signal, passive: true });
    }
    // A finger that drags turns it, instead of scrolling the page, from the first time on.
    if (this.host.player?.trace.info.components === 3) void this.load();
  }

  private load(): Promise<void> {
    this.waiting?.abort();
    this.loading ??= this.takeGestures().finally(() => {
      this.loading = undefined;
    });
    return this.loading;
  }

  private async takeGestures(): Promise<void> {
    const { ZoomGestures } = await import('../../render/zoom-gestures.ts');
    if (this.gestures) return;
    const { host } = this;
    const canvas = host.canvas();
    if (!canvas?.isConnected) return;
    this.gestures = new ZoomGestures(canvas, {
      onZoom: ({ k, x, y }) => {
        host.stage.view = { ...host.stage.view, k, x, y };
        this.viewChanged();
      },
      wheelZooms: () => this.engaged,
      onWheelIgnored: () => {
        host.onWheelIgnored();
      },
      dragOrbits: () => host.player?.trace.info.components === 3,
      onOrbit: (dx, dy) => {
        host.stage.view = orbit(host.stage.view, dx, dy);
        host.onTurned();
        this.viewChanged();
      },
    });
    this.resized();
  }

  /** Lets go of the canvas; `attach` takes the next one. May be called twice. */
  detach(): void {
    this.waiting?.abort();
    this.waiting = undefined;
    this.gestures?.dispose();
    this.gestures = undefined;
  }

  /** The stage may have moved its view to keep what it shows. */
  resized(): void {
    this.gestures?.bound();
    this.gestures?.go(this.host.stage.view, false);
  }

  zoomBy(factor: number): void {
    this.gesture((gestures) => {
      gestures.zoomBy(factor, this.host.smooth);
    });
  }

  reset(): void {
    const { stage, smooth } = this.host;
    stage.view = { ...stage.view, yaw: HOME.yaw, pitch: HOME.pitch };
    this.gesture((gestures) => {
      gestures.go(HOME, smooth);
    });
    this.viewChanged();
  }

  readonly onPress = (): void => {
    this.engaged = true;
  };

  readonly onLeave = (event: PointerEvent): void => {
    if (event.pointerType !== 'mouse') return;
    this.engaged = false;
    this.host.onPick(-1, false);
  };

  readonly onBlur = (): void => {
    this.engaged = false;
    this.host.onPick(-1, false);
  };

  /** Moves and clicks. */
  readonly onPointer = (event: PointerEvent | MouseEvent): void => {
    const touch = 'pointerType' in event && event.pointerType !== 'mouse';
    // A finger that moves pans; its tap comes as a click.
    if (touch && event.type !== 'click') return;
    if (event.buttons !== 0) this.host.onPick(-1, false);
    else this.pickAt(event.offsetX, event.offsetY, touch ? TOUCH_RADIUS : MOUSE_RADIUS, false);
  };

  readonly onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const pan = PANS[event.key];
    if (pan && this.turns(event)) {
      const [dx, dy] = pan;
      this.host.stage.view = orbit(this.host.stage.view, -dx, -dy);
      this.host.onTurned();
      this.viewChanged();
    } else if (pan) {
      this.gesture((gestures) => {
        gestures.panBy(...pan, false);
      });
    } else if (event.key === '+' || event.key === '=') this.zoomBy(ZOOM_STEP);
    else if (event.key === '-') this.zoomBy(1 / ZOOM_STEP);
    else if (event.key === '0') this.reset();
    else if (event.key === 'Enter') {
      const { clientWidth: width = 0, clientHeight: height = 0 } = this.host.canvas() ?? {};
      this.pickAt(width / 2, height / 2, Infinity, true);
    } else if (event.key === 'Escape') this.host.onPick(-1, false);
    else return;
    event.preventDefault();
    event.stopPropagation(); // arrows also step the timeline around
  };

  /** As with the cursor: arrows turn a plot of three components, with shift they pan it. */
  private turns(event: KeyboardEvent): boolean {
    return this.host.player?.trace.info.components === 3 && !event.shiftKey;
  }

  private pickAt(x: number, y: number, radius: number, aloud: boolean): void {
    const { player, stage } = this.host;
    if (!player || !stage.drawn) return;
    this.host.onPick(pickPoint(stage.drawn, player.trace.info.labels, x, y, radius), aloud);
  }

  /** At once where they are there already. */
  private gesture(make: (gestures: ZoomGestures) => void): void {
    if (this.gestures) {
      make(this.gestures);
      return;
    }
    void this.load().then(() => {
      if (this.gestures) make(this.gestures);
    });
  }

  private viewChanged(): void {
    const { view } = this.host.stage;
    const turned = view.yaw !== HOME.yaw || view.pitch !== HOME.pitch;
    this.host.onView(isHome(view) && !turned);
    this.host.stage.invalidate();
  }
}
