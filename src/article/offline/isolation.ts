/** What decides whether the page reloads itself once, to be cross-origin isolated by its service worker. */
export interface Situation {
  readonly isolated: boolean;
  /** The page itself came through the service worker, which adds the headers. */
  readonly cameThroughWorker: boolean;
  /** The service worker is there to answer the next request for the page. */
  readonly workerReady: boolean;
  /** Something runs, or the reader has begun to do something here. */
  readonly inUse: boolean;
  /** It was tried before, in this tab, or that cannot be known. */
  readonly triedBefore: boolean;
}

export type Isolation =
  | 'isolated'
  | 'reload'
  /** A reload would help, and would be in the way now. */
  | 'later'
  /** The headers were there and did not isolate, or there is nobody to send them. */
  | 'impossible';

/**
 * Whether to reload. There is no loop: a page that came through the worker, or that was reloaded for this before, is never
 * reloaded again.
 */
export function decideIsolation(situation: Situation): Isolation {
  const { isolated, cameThroughWorker, workerReady, inUse, triedBefore } = situation;
  if (isolated) return 'isolated';
  if (cameThroughWorker || !workerReady || triedBefore) return 'impossible';
  return inUse ? 'later' : 'reload';
}

const KEY = 'underhood-isolation';

/** Whether a reload was tried in this tab; true, too, where nothing can be noted, which would allow a loop. */
export function triedBefore(storage: () => Storage): boolean {
  try {
    return storage().getItem(KEY) !== null;
  } catch {
    return true;
  }
}

/** Notes that a reload is tried now. False where that cannot be noted: then there must be none. */
export function noteTrial(storage: () => Storage): boolean {
  try {
    storage().setItem(KEY, 'tried');
    return storage().getItem(KEY) !== null;
  } catch {
    return false;
  }
}
