import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { type Clocked, holdClock } from './player-clock.ts';

/**
 * Binds a host to a player: the host updates on every change, and time passes for the player while
 * the host is connected and `active`. Any number of hosts may share a player; it has one clock.
 */
export class PlayheadController implements ReactiveController {
  private bound: Clocked | undefined;
  private isActive = true;
  private connected = false;
  private release: (() => void) | undefined;

  /** @param options `updates: false` for a host that only keeps time: it does not update on changes */
  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly options: { readonly updates: boolean } = { updates: true },
  ) {
    host.addController(this);
  }

  /** The player to follow; the same one again changes nothing. */
  set player(player: Clocked | undefined) {
    if (player === this.bound) return;
    this.disconnect();
    this.bound = player;
    this.connect();
  }

  /** False stops the clock, for a host that nobody can see; changes from elsewhere still arrive. */
  set active(active: boolean) {
    if (active === this.isActive) return;
    this.isActive = active;
    this.updateClock();
  }

  hostConnected(): void {
    this.connected = true;
    this.connect();
  }

  hostDisconnected(): void {
    this.disconnect();
    this.connected = false;
  }

  private connect(): void {
    if (!this.connected || !this.bound) return;
    this.bound.addEventListener('change', this.onChange);
    this.updateClock();
  }

  private disconnect(): void {
    this.bound?.removeEventListener('change', this.onChange);
    this.release?.();
    this.release = undefined;
  }

  private updateClock(): void {
    const needed = this.connected && this.isActive && this.bound !== undefined;
    if (needed && this.bound) this.release ??= holdClock(this.bound);
    if (needed) return;
    this.release?.();
    this.release = undefined;
  }

  private readonly onChange = (): void => {
    if (this.options.updates) this.host.requestUpdate();
  };
}
