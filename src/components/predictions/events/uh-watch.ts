/** `uh-watch`: The visitor wants another image watched. */
export class UhWatchEvent extends Event {
  static readonly type = 'uh-watch';

  /** Index of the test image. */
  constructor(readonly index: number) {
    super(UhWatchEvent.type, { bubbles: true, composed: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    'uh-watch': UhWatchEvent;
  }
}
