/** Two classes, by index; the same one twice on a matrix's diagonal. */
export interface ClassPair {
  readonly a: number;
  readonly b: number;
}

export function isSamePair(one: ClassPair | null, other: ClassPair | null): boolean {
  return one?.a === other?.a && one?.b === other?.b;
}

/** `uh-pair`: the visitor points at two classes of a dataset, or leaves them. */
export class UhPairEvent extends Event {
  static readonly type = 'uh-pair';

  /** @param pair null when pointer and focus have left */
  constructor(readonly pair: ClassPair | null) {
    super(UhPairEvent.type, { bubbles: true, composed: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    'uh-pair': UhPairEvent;
  }
}
