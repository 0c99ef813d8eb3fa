import type { Gpu } from '../../gpu/device.ts';

/** How long what was submitted may take until it is done, ms: then a pause acts within about a step. */
const LATENCY = 25;
const FEWEST = 2;
const MOST = 64;

/**
 * Lets the device have a few submissions at once, so that it never waits for the next, and never so many that
 * it is out of reach: one more whenever the last was done soon enough, half as many when it was not.
 */
export class InFlight {
  private readonly waiting: Promise<void>[] = [];
  private allowed = FEWEST;

  constructor(private readonly gpu: Gpu) {}

  /** Call after a submission. Resolves when the next may be made. @throws `device-lost` */
  async submitted(): Promise<void> {
    const start = performance.now();
    const done = this.gpu.idle().then(() => {
      if (performance.now() - start < LATENCY) this.allowed = Math.min(MOST, this.allowed + 1);
      else this.allowed = Math.max(FEWEST, this.allowed >> 1);
    });
    // It may fail before anybody waits for it; whoever waits next is told.
    done.catch(() => undefined);
    this.waiting.push(done);
    while (this.waiting.length > this.allowed) await this.waiting.shift();
  }
}
