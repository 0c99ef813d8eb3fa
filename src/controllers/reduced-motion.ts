import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Whether the visitor asked their system for less motion; the host updates when that changes. */
export class ReducedMotionController implements ReactiveController {
  private readonly query =
    typeof matchMedia === 'undefined' ? undefined : matchMedia('(prefers-reduced-motion: reduce)');

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  get reduced(): boolean {
    return this.query?.matches ?? false;
  }

  hostConnected(): void {
    this.query?.addEventListener('change', this.onChange);
  }

  hostDisconnected(): void {
    this.query?.removeEventListener('change', this.onChange);
  }

  private readonly onChange = (): void => {
    this.host.requestUpdate();
  };
}
