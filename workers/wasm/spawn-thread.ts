import threadUrl from './thread.worker.ts?worker&url';
import type { AttachedMessage, AttachMessage } from './thread-protocol.ts';

/** The pool's end of a thread. */
export interface Thread {
  postMessage(message: AttachMessage): void;
  terminate(): void;
}

export interface ThreadEvents {
  readonly onMessage: (message: AttachedMessage) => void;
  /** The thread does not start, or is gone. */
  readonly onError: (reason: string) => void;
}

export type SpawnThread = (events: ThreadEvents) => Thread;

/**
 * Starts a nested worker. An embedded element's scripts are of another origin, from which `new Worker()`
 * refuses to start one; a Blob that imports the script is of our own.
 */
export const spawnThread: SpawnThread = ({ onMessage, onError }) => {
  const url = new URL(threadUrl, import.meta.url);
  let blobUrl: string | undefined;
  const own = throughOwnScript(url);
  if (url.origin !== globalThis.origin && !own) {
    const bootstrap = `import ${JSON.stringify(url.href)};`;
    blobUrl = URL.createObjectURL(new Blob([bootstrap], { type: 'text/javascript' }));
  }
  const worker = new Worker(own ?? blobUrl ?? url, { type: 'module', name: 'underhood-thread' });
  const revoke = () => {
    if (blobUrl !== undefined) URL.revokeObjectURL(blobUrl);
    blobUrl = undefined;
  };
  worker.onmessage = ({ data }: MessageEvent<AttachedMessage>) => {
    revoke();
    onMessage(data);
  };
  worker.onerror = (event) => {
    revoke();
    onError(event.message || 'its script does not load');
  };
  return worker;
};

/** A worker that was started through `underhood-worker.js` starts its threads through it, too. */
function throughOwnScript(url: URL): URL | undefined {
  const own = new URL(location.href);
  if (!own.searchParams.has('import')) return undefined;
  own.searchParams.set('import', url.href);
  return own;
}
