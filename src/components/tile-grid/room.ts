import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Width to draw in. */
export interface Room {
  /** Whole device px. */
  readonly width: number;
  readonly pixelRatio: number;
}

/**
 * How much room an element inside the host has, in device px; the host updates when that changes. The element should
 * have no height that the host's update changes: that would be told in turn, a frame later, with an error.
 */
export class RoomController implements ReactiveController {
  private current: Room | undefined;
  private watched: Element | null = null;
  private readonly observer = new ResizeObserver((entries) => {
    const entry = entries.at(-1);
    if (!entry) return;
    // Safari does not know the exact size, and the types do not know Safari.
    const exact = (
      entry.devicePixelContentBoxSize as readonly ResizeObserverSize[] | undefined
    )?.[0];
    const pixelRatio = devicePixelRatio;
    const about = entry.contentRect.width * pixelRatio;
    // Nor is it right where a device is only emulated.
    const isRight = exact !== undefined && Math.abs(exact.inlineSize - about) < 1;
    const width = isRight ? exact.inlineSize : Math.floor(about);
    if (width === this.current?.width && pixelRatio === this.current.pixelRatio) return;
    this.current = width > 0 ? { width, pixelRatio } : undefined;
    this.host.requestUpdate();
  });

  constructor(
    private readonly host: ReactiveControllerHost & { readonly renderRoot: ParentNode },
    private readonly selector: string,
  ) {
    host.addController(this);
  }

  /** Undefined before the first layout, and while there is no room at all. */
  get room(): Room | undefined {
    return this.current;
  }

  hostConnected(): void {
    if (this.watched) this.observe(this.watched);
  }

  hostUpdated(): void {
    const element = this.host.renderRoot.querySelector(this.selector);
    if (element === this.watched) return;
    this.observer.disconnect();
    this.watched = element;
    if (element) this.observe(element);
  }

  hostDisconnected(): void {
    this.observer.disconnect();
  }

  private observe(element: Element): void {
    try {
      // Tells of another pixel ratio, too.
      this.observer.observe(element, { box: 'device-pixel-content-box' });
    } catch {
      this.observer.observe(element);
    }
  }
}
