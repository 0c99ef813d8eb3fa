/** `uh-frame`: one more frame is recorded; its index. */
export class UhFrameEvent extends Event {
  static readonly type = 'uh-frame';

  constructor(readonly frame: number) {
    super(UhFrameEvent.type, { bubbles: true, composed: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    'uh-frame': UhFrameEvent;
  }
}
