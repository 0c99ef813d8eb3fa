import { select } from 'd3-selection';
import { zoom, type D3ZoomEvent, zoomIdentity, type ZoomTransform } from 'd3-zoom';
import { ZOOM_RANGE } from './view.ts';

/** What the gestures change: d3-zoom's transform, in CSS px. */
export interface ZoomState {
  readonly k: number;
  readonly x: number;
  readonly y: number;
}

export interface ZoomHost {
  /** The view moved. */
  onZoom(state: ZoomState): void;
  /** Whether a wheel without ctrl or ⌘ zooms: when the visitor is clearly busy with this plot. */
  wheelZooms(): boolean;
  /** A wheel was left to the page; say how to zoom. */
  onWheelIgnored(): void;
  /** Whether a drag with the main button turns the plot instead of panning it. */
  dragOrbits(): boolean;
  onOrbit(dx: number, dy: number): void;
}

/** Duration of a step by button or key, ms. */
const STEP_TIME = 160;

/**
 * Wheel, drag, pinch, and steps for buttons and keys, on one element. The page's own scrolling goes
 * first: a plain wheel and a one-finger swipe over an unzoomed plot scroll the page.
 *
 * This module brings d3-zoom with it: import it when a plot has something to show.
 */
export class ZoomGestures {
  private readonly behaviour;
  private readonly selection;
  private animation = 0;
  private dragged: { readonly id: number; x: number; y: number } | undefined;

  constructor(
    private readonly element: HTMLElement,
    private readonly host: ZoomHost,
  ) {
    this.behaviour = zoom<HTMLElement, unknown>()
      .scaleExtent(ZOOM_RANGE as [number, number])
      .filter((event: Event) => this.accepts(event))
      .wheelDelta((event: WheelEvent) => wheelDelta(event))
      .on('zoom', (event: D3ZoomEvent<HTMLElement, unknown>) => {
        this.moved(event.transform);
      });
    this.selection = select(element);
    this.bound();
    this.selection.call(this.behaviour);
    element.addEventListener('wheel', this.onWheel, { passive: true });
    element.addEventListener('pointerdown', this.onPointerDown);
    element.addEventListener('pointermove', this.onPointerMove);
    element.addEventListener('pointerup', this.onPointerUp);
    element.addEventListener('pointercancel', this.onPointerUp);
    this.setTouchAction(1);
  }

  /** The plot may be pushed out of sight by half its size, no more. Call it after a resize. */
  bound(): void {
    const { clientWidth: width, clientHeight: height } = this.element;
    this.behaviour.translateExtent([
      [-width / 2, -height / 2],
      [width * 1.5, height * 1.5],
    ]);
  }

  /** Zooms about the middle. */
  zoomBy(factor: number, animate = true): void {
    const now = this.transform();
    const { clientWidth: width, clientHeight: height } = this.element;
    const [least, most] = ZOOM_RANGE;
    const k = Math.min(most, Math.max(least, now.k * factor));
    const share = k / now.k;
    this.go(
      {
        k,
        x: width / 2 - (width / 2 - now.x) * share,
        y: height / 2 - (height / 2 - now.y) * share,
      },
      animate,
    );
  }

  panBy(dx: number, dy: number, animate = true): void {
    const { k, x, y } = this.transform();
    this.go({ k, x: x + dx, y: y + dy }, animate);
  }

  go(target: ZoomState, animate = true): void {
    cancelAnimationFrame(this.animation);
    const start = this.transform();
    if (!animate) {
      this.put(target);
      return;
    }
    let began: number | undefined;
    const tick = (now: number): void => {
      began ??= now;
      const share = Math.min(1, (now - began) / STEP_TIME);
      const eased = share * (2 - share);
      this.put({
        k: start.k * (target.k / start.k) ** eased,
        x: start.x + (target.x - start.x) * eased,
        y: start.y + (target.y - start.y) * eased,
      });
      if (share < 1) this.animation = requestAnimationFrame(tick);
    };
    this.animation = requestAnimationFrame(tick);
  }

  /** May be called twice. */
  dispose(): void {
    cancelAnimationFrame(this.animation);
    this.selection.on('.zoom', null);
    this.element.removeEventListener('wheel', this.onWheel);
    this.element.removeEventListener('pointerdown', this.onPointerDown);
    this.element.removeEventListener('pointermove', this.onPointerMove);
    this.element.removeEventListener('pointerup', this.onPointerUp);
    this.element.removeEventListener('pointercancel', this.onPointerUp);
  }

  private put({ k, x, y }: ZoomState): void {
    this.behaviour.transform(this.selection, zoomIdentity.translate(x, y).scale(k));
  }

  private transform(): ZoomState {
    // Where d3-zoom keeps it; its own zoomTransform() also climbs to ancestors.
    return (this.element as HTMLElement & { __zoom?: ZoomTransform }).__zoom ?? zoomIdentity;
  }

  private moved({ k, x, y }: ZoomTransform): void {
    this.setTouchAction(k);
    this.host.onZoom({ k, x, y });
  }

  /** Zoomed in, every touch is ours; else vertical swipes are the page's. */
  private setTouchAction(k: number): void {
    this.element.style.touchAction = k > 1 || this.host.dragOrbits() ? 'none' : 'pan-y';
  }

  private accepts(event: Event): boolean {
    if (event instanceof WheelEvent) return this.wheelIsOurs(event);
    if ('touches' in event) {
      const fingers = (event as TouchEvent).touches.length;
      return fingers > 1 || (this.transform().k > 1 && !this.host.dragOrbits());
    }
    if (event instanceof MouseEvent) {
      return event.button === 0 && !event.ctrlKey && !this.orbits(event);
    }
    return true;
  }

  private wheelIsOurs(event: WheelEvent): boolean {
    return event.ctrlKey || event.metaKey || this.host.wheelZooms();
  }

  /** With shift a plot that orbits is panned. */
  private orbits(event: MouseEvent): boolean {
    return this.host.dragOrbits() && !event.shiftKey;
  }

  private readonly onWheel = (event: WheelEvent): void => {
    cancelAnimationFrame(this.animation);
    if (!this.wheelIsOurs(event)) this.host.onWheelIgnored();
  };

  private readonly onPointerDown = (event: PointerEvent): void => {
    cancelAnimationFrame(this.animation);
    if (!event.isPrimary || event.button !== 0 || !this.orbits(event)) return;
    this.dragged = { id: event.pointerId, x: event.clientX, y: event.clientY };
    this.element.setPointerCapture(event.pointerId);
  };

  private readonly onPointerMove = (event: PointerEvent): void => {
    const { dragged } = this;
    if (dragged?.id !== event.pointerId) return;
    this.host.onOrbit(event.clientX - dragged.x, event.clientY - dragged.y);
    dragged.x = event.clientX;
    dragged.y = event.clientY;
  };

  private readonly onPointerUp = (event: PointerEvent): void => {
    if (this.dragged?.id === event.pointerId) this.dragged = undefined;
  };
}

/** Zoom per wheel event as a power of two. A pinch on a touchpad comes as small steps with ctrl. */
function wheelDelta(event: WheelEvent): number {
  const unit = event.deltaMode === 1 ? 0.05 : event.deltaMode === 2 ? 1 : 0.002;
  const pinch = event.ctrlKey && Math.abs(event.deltaY) < 50 ? 8 : 1;
  return -event.deltaY * unit * pinch;
}
