/** `uh-play`: The visitor set the animation going. */
export class UhPlayEvent extends Event {
  static readonly type = 'uh-play';

  constructor() {
    super(UhPlayEvent.type, { bubbles: true, composed: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    'uh-play': UhPlayEvent;
  }
}
