/** `uh-rate`: The visitor chose a playing speed. */
export class UhRateEvent extends Event {
  static readonly type = 'uh-rate';

  /** Frames a second. */
  constructor(readonly fps: number) {
    super(UhRateEvent.type, { bubbles: true, composed: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    'uh-rate': UhRateEvent;
  }
}
