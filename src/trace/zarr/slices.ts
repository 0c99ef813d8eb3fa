/** How long the page may be kept busy at a time, ms. */
const SLICE = 8;

/**
 * Cuts long work into slices, so that a page stays alive while a trace is written or read on its main thread: call
 * `breathe` between pieces of about a millisecond.
 */
export class Slices {
  private deadline = performance.now() + SLICE;

  async breathe(): Promise<void> {
    if (performance.now() < this.deadline) return;
    await new Promise((resolve) => setTimeout(resolve));
    this.deadline = performance.now() + SLICE;
  }
}
