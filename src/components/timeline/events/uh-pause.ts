/** `uh-pause`: The visitor stopped the animation. */
export class UhPauseEvent extends Event {
  static readonly type = 'uh-pause';

  constructor() {
    super(UhPauseEvent.type, { bubbles: true, composed: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    'uh-pause': UhPauseEvent;
  }
}
