import type { ErrorData } from '../../../runs/run.ts';

/** `uh-error`: something went wrong; what was recorded before stays. */
export class UhErrorEvent extends Event {
  static readonly type = 'uh-error';

  constructor(readonly error: ErrorData) {
    super(UhErrorEvent.type, { bubbles: true, composed: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    'uh-error': UhErrorEvent;
  }
}
