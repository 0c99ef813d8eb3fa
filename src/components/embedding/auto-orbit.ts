import type { Stage } from './stage.ts';

/** A turn in 40 s: slow enough to follow a point, quick enough to see depth at once. */
const SPEED = (2 * Math.PI) / 40_000;
/** A tick after a pause counts as this long at most, ms. */
const LONGEST_TICK = 50;

/** Turns a plot of three components slowly, so that its depth shows, whenever it is `on` and seen. */
export class AutoOrbit {
  private handle = 0;
  private last = 0;
  private isOn = false;
  private isHeld = false;

  /** @param onTurn called after each step */
  constructor(
    private readonly stage: Stage,
    private readonly onTurn: () => void,
  ) {}

  get on(): boolean {
    return this.isOn;
  }

  set on(on: boolean) {
    this.isOn = on;
    this.update();
  }

  /** Stands still for as long as the visitor looks closely: the cursor is on the plot, or it has the focus. */
  set held(held: boolean) {
    this.isHeld = held;
    this.update();
  }

  private update(): void {
    const turning = this.isOn && !this.isHeld;
    if (turning && this.handle === 0) {
      this.last = performance.now();
      this.handle = requestAnimationFrame(this.tick);
    } else if (!turning) {
      cancelAnimationFrame(this.handle);
      this.handle = 0;
    }
  }

  private readonly tick = (now: number): void => {
    this.handle = requestAnimationFrame(this.tick);
    const elapsed = Math.min(LONGEST_TICK, now - this.last);
    this.last = now;
    const { stage } = this;
    if (!stage.visible || !stage.drawn) return;
    stage.view = { ...stage.view, yaw: stage.view.yaw + SPEED * elapsed };
    stage.invalidate();
    this.onTurn();
  };
}
