import { loadElement } from '../elements.ts';

/** What the page asks of a figure that runs something; both composites are one. */
export interface RunFigure extends HTMLElement {
  readonly state: string;
  readonly frameCount: number;
  readonly playhead: number;
  readonly datasetName: string;
  readonly engineInfo: { readonly engine: string } | undefined;
  /** The address of the recording that it plays; empty where runs are computed. */
  readonly recordedAt: string;
  start(): Promise<void>;
  /** Starts a run in the recording's place. */
  runLive(): Promise<void>;
  oneEpoch?(): Promise<void>;
  seek(frame: number): void;
}

/** A figure that the page's address may set, and what its parameters there begin with: `cnn.` for `?cnn.epochs=6`. */
export interface PageFigure {
  readonly figure: RunFigure;
  readonly prefix: string;
}

/** Calls `listener` whenever a figure's run is in another state or has one more frame. */
export function onRun(figure: HTMLElement, listener: () => void): void {
  for (const type of ['uh-state', 'uh-frame']) figure.addEventListener(type, listener);
}

/** Elements that name a figure in an attribute, `data-needs="network"`, with the figure. */
export function* naming(root: ParentNode, attribute: string) {
  for (const element of root.querySelectorAll<HTMLElement>(`[${attribute}]`)) {
    const id = element.getAttribute(attribute) ?? '';
    const figure = root.querySelector<RunFigure>(`#${CSS.escape(id)}`);
    if (figure) yield { element, figure };
  }
}

/**
 * Ties what stands in the text to the figures that run something:
 * `data-starts` a button that starts a run; `data-way="epoch"` trains one epoch and pauses;
 * `data-offers` what is there only while there is no run; `data-needs` what is there only once there is one; with
 * `data-live`, a recording that plays is none;
 * `data-seeks`, `data-frame` a button that goes to a frame;
 * `data-follows` a figure about the same dataset.
 */
export function tieToRuns(root: ParentNode): void {
  for (const { element, figure } of naming(root, 'data-starts')) {
    element.addEventListener('click', () => void start(figure, element.dataset['way'] === 'epoch'));
  }
  for (const { element, figure } of naming(root, 'data-offers')) {
    onRun(figure, () => {
      element.hidden = isUnderWay(figure) && !isMereRecording(element, figure);
    });
  }
  for (const { element, figure } of naming(root, 'data-needs')) {
    onRun(figure, () => {
      element.hidden = figure.frameCount === 0 || isMereRecording(element, figure);
    });
  }
  for (const { element, figure } of naming(root, 'data-seeks')) tieFrame(element, figure);
  for (const { element, figure } of naming(root, 'data-follows')) {
    const asked = figure.getAttribute('dataset');
    if (asked !== null) element.setAttribute('dataset', asked);
    figure.addEventListener('uh-state', () => {
      if (figure.state === 'loading') element.setAttribute('dataset', figure.datasetName);
    });
  }
}

/** It has frames, or is about to. */
export const isUnderWay = ({ frameCount, state }: RunFigure): boolean =>
  frameCount > 0 || state === 'loading' || state === 'preparing';

const isMereRecording = (element: HTMLElement, { recordedAt }: RunFigure): boolean =>
  element.dataset['live'] !== undefined && recordedAt !== '';

/** Its code may not be there yet. A failure is the figure's to tell. */
async function start(figure: RunFigure, oneEpoch: boolean): Promise<void> {
  const tag = figure.localName;
  if (!customElements.get(tag)) await loadElement(tag);
  if (figure.recordedAt === '' && isUnderWay(figure)) return;
  await (oneEpoch && figure.oneEpoch ? figure.oneEpoch() : figure.runLive());
}

/** Dead until the frame is recorded. */
function tieFrame(element: HTMLElement, figure: RunFigure): void {
  if (!(element instanceof HTMLButtonElement)) return;
  const frame = Number(element.dataset['frame']);
  element.addEventListener('click', () => {
    figure.seek(frame);
  });
  onRun(figure, () => {
    element.disabled = figure.frameCount <= frame;
  });
}

/**
 * Goes to a frame as soon as the figure's first run has recorded it: what a link to a state asks for. A reader who
 * moves the playhead meanwhile, or starts another run, is left alone.
 */
export function seekWhenRecorded(figure: RunFigure, frame: number): void {
  const wait = new AbortController();
  const options = { signal: wait.signal };
  for (const type of ['uh-seek', 'uh-play', 'uh-pause']) {
    figure.addEventListener(
      type,
      () => {
        wait.abort();
      },
      options,
    );
  }
  figure.addEventListener(
    'uh-frame',
    () => {
      if (figure.frameCount <= frame) return;
      wait.abort();
      figure.seek(frame);
    },
    options,
  );
}
