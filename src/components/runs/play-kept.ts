import { isBusy, type RunState } from '../../runs/run.ts';

/** What plays a kept run; both composites are one, once their code is there. */
export interface PlayingFigure extends HTMLElement {
  readonly state: RunState;
  readonly recordedAt: string;
  readonly updateComplete: Promise<boolean>;
  src: string;
  autoplay: boolean;
  start(): Promise<void>;
}

const TAGS = { umap: 'uh-umap', cnn: 'uh-cnn' } as const;

/** The first element that plays runs of that kind, in this element's root or else in the document. */
export function figureFor(kind: 'umap' | 'cnn', near: Element): PlayingFigure | null {
  const root = near.getRootNode() as ParentNode & Node;
  const tag = TAGS[kind];
  return root.querySelector<PlayingFigure>(tag) ?? document.querySelector<PlayingFigure>(tag);
}

/** Whether a run is being computed there, which playing another would end. */
export const computes = ({ state, recordedAt }: PlayingFigure): boolean =>
  // Until its code is there it has no state, and computes nothing.
  isBusy(state) && recordedAt === '';

/** Resolves when all its frames are loaded; failures are the figure's to tell. */
export async function playKept(figure: PlayingFigure, src: string): Promise<void> {
  await customElements.whenDefined(figure.localName);
  // Nothing starts by itself any more: the visitor has said what to play.
  figure.autoplay = false;
  // The same recording once more, in place of a live run, is another one to the figure.
  figure.src = '';
  await figure.updateComplete;
  figure.src = src;
  await figure.updateComplete;
  await figure.start();
}
