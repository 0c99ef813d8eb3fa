/** `uh-seek`: The visitor went to a frame. */
export class UhSeekEvent extends Event {
  static readonly type = 'uh-seek';

  /** Index of the frame that is shown now. */
  constructor(readonly frame: number) {
    super(UhSeekEvent.type, { bubbles: true, composed: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    'uh-seek': UhSeekEvent;
  }
}
