import type { Player } from '../trace/player.ts';

/** Longest time that one display frame may count for, ms: a clock that was stopped does not leap. */
const LONGEST_TICK = 100;

/** What a clock needs of a player, whatever its frames are. */
export type Clocked = Pick<
  Player,
  'moving' | 'advance' | 'addEventListener' | 'removeEventListener'
>;

/** The one clock of a player, however many elements show it. Ticks only while the player moves. */
class PlayerClock {
  private holders = 0;
  private request: number | undefined;
  private last = 0;

  constructor(private readonly player: Clocked) {}

  hold(): void {
    this.holders += 1;
    if (this.holders > 1) return;
    this.player.addEventListener('change', this.wake);
    this.wake();
  }

  release(): void {
    this.holders -= 1;
    if (this.holders > 0) return;
    this.player.removeEventListener('change', this.wake);
    if (this.request !== undefined) cancelAnimationFrame(this.request);
    this.request = undefined;
  }

  private readonly wake = (): void => {
    if (this.request !== undefined || !this.player.moving) return;
    this.last = performance.now();
    this.request = requestAnimationFrame(this.tick);
  };

  private readonly tick = (now: number): void => {
    const elapsed = Math.min(LONGEST_TICK, Math.max(0, now - this.last));
    this.last = now;
    // While `request` is set, the changes that `advance` tells of wake nothing.
    this.player.advance(elapsed);
    this.request =
      this.holders > 0 && this.player.moving ? requestAnimationFrame(this.tick) : undefined;
  };
}

const clocks = new WeakMap<Clocked, PlayerClock>();

/** Keeps the player's clock going until the returned function is called (more than once is fine). */
export function holdClock(player: Clocked): () => void {
  let clock = clocks.get(player);
  if (!clock) clocks.set(player, (clock = new PlayerClock(player)));
  clock.hold();
  let held = true;
  return () => {
    if (held) clock.release();
    held = false;
  };
}
