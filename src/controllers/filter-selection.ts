/**
 * The filter (output channel of a convolution) that the visitor points at or has pinned, shared by
 * the figures that show its kernel and its activation map. Event: `change`.
 */
export class FilterSelection extends EventTarget {
  private at: number | undefined;
  private held: number | undefined;

  /** The one to show enlarged: pointed at, else pinned. */
  get filter(): number | undefined {
    return this.at ?? this.held;
  }

  get pinned(): number | undefined {
    return this.held;
  }

  /** Undefined when the pointer or the focus leaves. */
  point(filter: number | undefined): void {
    if (filter === this.at) return;
    this.at = filter;
    this.dispatchEvent(new Event('change'));
  }

  /** Pins a filter; the pinned one again, or undefined, lets go. */
  pin(filter: number | undefined): void {
    this.held = filter === this.held ? undefined : filter;
    this.dispatchEvent(new Event('change'));
  }

  /** Neither pointed at nor pinned: other filters took their place. */
  clear(): void {
    this.at = undefined;
    this.held = undefined;
    this.dispatchEvent(new Event('change'));
  }
}
