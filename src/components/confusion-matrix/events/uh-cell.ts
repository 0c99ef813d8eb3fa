/** `uh-cell`: The visitor points at a cell of a confusion matrix, leaves it, or chooses it. */
export class UhCellEvent extends Event {
  static readonly type = 'uh-cell';

  /**
   * @param trueClass index of the class; undefined when the pointer or the focus has left
   * @param predictedClass the same
   * @param chosen by a click or by Enter
   */
  constructor(
    readonly trueClass: number | undefined,
    readonly predictedClass: number | undefined,
    readonly chosen: boolean,
  ) {
    super(UhCellEvent.type, { bubbles: true, composed: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    'uh-cell': UhCellEvent;
  }
}
