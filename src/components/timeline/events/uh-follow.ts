/** `uh-follow`: The visitor takes up following the newest frame. */
export class UhFollowEvent extends Event {
  static readonly type = 'uh-follow';

  constructor() {
    super(UhFollowEvent.type, { bubbles: true, composed: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    'uh-follow': UhFollowEvent;
  }
}
