/**
 * `uh-watch-run`: The visitor wants a kept run played. Unless `preventDefault` is called, the first element of its kind in the
 * document plays it.
 */
export class UhWatchRunEvent extends Event {
  static readonly type = 'uh-watch-run';

  /** @param src what an element of that kind takes as its `src` */
  constructor(
    readonly kind: 'umap' | 'cnn',
    readonly src: string,
  ) {
    super(UhWatchRunEvent.type, { bubbles: true, composed: true, cancelable: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    'uh-watch-run': UhWatchRunEvent;
  }
}
