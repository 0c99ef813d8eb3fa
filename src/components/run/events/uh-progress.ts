import type { Progress } from '../../../runs/run.ts';

/** `uh-progress`: the run got further within a stage. */
export class UhProgressEvent extends Event {
  static readonly type = 'uh-progress';

  constructor(readonly progress: Progress) {
    super(UhProgressEvent.type, { bubbles: true, composed: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    'uh-progress': UhProgressEvent;
  }
}
