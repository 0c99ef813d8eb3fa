import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** How far outside the viewport an element already counts as in view: a short scroll's way. */
const MARGIN = '200px 0px';

/**
 * Whether the host is in view or about to be. False until the browser has said so; true where it
 * cannot say. The host updates when that is known, and when it changes.
 */
export class VisibilityController implements ReactiveController {
  private observer: IntersectionObserver | undefined;
  private told = false;
  private isInView = typeof IntersectionObserver === 'undefined';

  constructor(private readonly host: ReactiveControllerHost & Element) {
    host.addController(this);
  }

  get inView(): boolean {
    return this.isInView;
  }

  /** Whether the browser has said that the host cannot be seen: not merely that it has said nothing yet. */
  get outOfView(): boolean {
    return this.told && !this.isInView;
  }

  hostConnected(): void {
    if (typeof IntersectionObserver === 'undefined') return;
    this.observer = new IntersectionObserver(
      (entries) => {
        const inView = entries.at(-1)?.isIntersecting ?? false;
        const isKnown = this.told;
        this.told = true;
        if (inView === this.isInView && isKnown) return;
        this.isInView = inView;
        this.host.requestUpdate();
      },
      { rootMargin: MARGIN },
    );
    this.observer.observe(this.host);
  }

  hostDisconnected(): void {
    this.observer?.disconnect();
    this.observer = undefined;
    this.told = false;
    if (typeof IntersectionObserver !== 'undefined') this.isInView = false;
  }
}
