/** `uh-done`: the run has recorded its last frame; how many there are. */
export class UhDoneEvent extends Event {
  static readonly type = 'uh-done';

  constructor(readonly frameCount: number) {
    super(UhDoneEvent.type, { bubbles: true, composed: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    'uh-done': UhDoneEvent;
  }
}
