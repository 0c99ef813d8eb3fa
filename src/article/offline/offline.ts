import { type Situation, decideIsolation, noteTrial, triedBefore } from './isolation.ts';
import { type Kept, offlineWords } from './words.ts';
import { keepFiles, registerWorker } from './worker.ts';

/** Figures that run something. */
const FIGURES = 'uh-umap, uh-cnn';

/**
 * Makes the page work offline and, on hosts that send no headers, cross-origin isolated, after one reload while nobody
 * has begun anything. Says at the foot of the page what came of it. For a page that is not embedded, once it has loaded.
 */
export async function offerOffline(page: Document): Promise<void> {
  const container = (navigator as Partial<Navigator>).serviceWorker;
  const cameThroughWorker = Boolean(container?.controller);
  const storage = (): Storage => sessionStorage;
  const situation = (workerReady: boolean): Situation => ({
    isolated: crossOriginIsolated,
    cameThroughWorker,
    workerReady,
    inUse: isInUse(page),
    triedBefore: triedBefore(storage),
  });

  let kept: Kept;
  let isolation = decideIsolation(situation(false));
  try {
    const worker = await registerWorker(container, new URL('sw.js', page.baseURI).href);
    isolation = decideIsolation(situation(worker !== undefined));
    if (isolation === 'reload') {
      if (noteTrial(storage)) {
        location.reload();
        return;
      }
      isolation = 'impossible';
    }
    if (!worker) throw new Error('its service worker did not start');
    if (isSparing()) kept = 'spared';
    else {
      await keepFiles(worker);
      kept = 'kept';
    }
  } catch (thrown) {
    kept = thrown instanceof Error ? thrown : new Error(String(thrown));
  }
  const line = page.createElement('p');
  line.className = 'offline';
  line.textContent = offlineWords(kept, isolation);
  page.querySelector('footer')?.append(line);
}

/** Whether a reload would take something from the reader: a run, a click, the place they read at. */
function isInUse(page: Document): boolean {
  const activation = (navigator as Partial<Navigator>).userActivation;
  if (activation?.hasBeenActive) return true;
  if (scrollY > 0 && location.hash === '') return true;
  return [...page.querySelectorAll<HTMLElement & { readonly state?: string }>(FIGURES)].some(
    (figure) => !figure.hasAttribute('src') && (figure.state ?? 'idle') !== 'idle',
  );
}

/** Whether the visitor has asked browsers to save data. */
function isSparing(): boolean {
  const { connection } = navigator as { connection?: { saveData?: boolean } };
  return connection?.saveData === true;
}
