import type { RunState } from '../../../runs/run.ts';

/** `uh-state`: the run is in another state. */
export class UhStateEvent extends Event {
  static readonly type = 'uh-state';

  constructor(readonly state: RunState) {
    super(UhStateEvent.type, { bubbles: true, composed: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    'uh-state': UhStateEvent;
  }
}
