import { loadElement } from '../elements.ts';
import { playKept, type PlayingFigure } from '../components/runs/play-kept.ts';
import { keptAddress, type KeptRun, keptRuns } from '../runs/kept-runs.ts';
import { isUnderWay, onRun, type RunFigure } from './run-figures.ts';

/** In the page's storage: the id of the run that the reader does not want to be offered again, by kind. */
const DISMISSED = 'underhood-dismissed-';
const KINDS: Readonly<Record<string, KeptRun['kind']>> = { 'uh-umap': 'umap', 'uh-cnn': 'cnn' };

/**
 * Where the reader's last run of a figure is kept on this device, says so over the figure, once, and plays it there when they
 * want. Nothing is offered where there is none, where it goes on in another tab, or where the browser lets the page keep nothing.
 */
export async function offerKept(figures: readonly RunFigure[]): Promise<void> {
  let runs: readonly KeptRun[];
  try {
    runs = await keptRuns.list();
  } catch {
    return; // then there is none to offer; whoever starts a run is told why
  }
  for (const figure of figures) {
    const kind = KINDS[figure.localName];
    const last = runs.find((run) => run.kind === kind);
    if (!last || last.frames === 0 || last.state === 'running') continue;
    if (readDismissed(last.kind) === last.id || isLive(figure)) continue;
    offer(figure, last);
  }
}

function offer(figure: RunFigure, run: KeptRun): void {
  const { dataset, frames, planned, state } = run;
  const whole = state === 'finished';
  const note = document.createElement('div');
  note.className = 'kept-offer';
  const words = document.createElement('p');
  const text = document.createElement('span');
  text.textContent = `Your last run is kept here: ${dataset}, ${whole ? '' : `${frames} of `}${planned} frames.`;
  const watch = textButton(whole ? 'Watch it again' : 'Continue watching');
  const dismiss = textButton('Dismiss');
  words.append(text, ' ', watch, dismiss);
  note.append(words);

  const remove = (): void => {
    const hadFocus = note.contains(document.activeElement);
    note.remove();
    if (!hadFocus) return;
    // Who went there by keyboard goes on at the figure.
    figure.tabIndex = -1;
    figure.focus({ preventScroll: true });
  };
  watch.addEventListener('click', () => {
    remove();
    void play(figure, run);
  });
  dismiss.addEventListener('click', () => {
    writeDismissed(run);
    remove();
  });
  onRun(figure, () => {
    if (isLive(figure)) remove();
  });
  (figure.closest('figure') ?? figure.parentElement)?.prepend(note);
}

async function play(figure: RunFigure, run: KeptRun): Promise<void> {
  await loadElement(figure.localName);
  await playKept(figure as RunFigure & PlayingFigure, keptAddress(run));
}

function textButton(label: string): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = label;
  return button;
}

/** A run is being computed there, or was. */
const isLive = (figure: RunFigure): boolean => figure.recordedAt === '' && isUnderWay(figure);

/** Storage may be denied: then the offer comes again. */
function readDismissed(kind: string): string | null {
  try {
    return localStorage.getItem(DISMISSED + kind);
  } catch {
    return null;
  }
}

function writeDismissed({ kind, id }: KeptRun): void {
  try {
    localStorage.setItem(DISMISSED + kind, id);
  } catch {
    // See above.
  }
}
