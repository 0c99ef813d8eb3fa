import { throughOwnScript } from './worker-script.ts';

/**
 * Starts a module worker from any origin. `new Worker()` refuses scripts of another origin, which is
 * where an embedded element's workers live; a Blob that imports the script is of our own origin, and
 * a module's imports may cross origins (with CORS, which static hosts send). Where a policy forbids that, the page names a script
 * of its own (worker-script.ts).
 */
export function spawnWorker(scriptUrl: string, name: string): Worker {
  const url = new URL(scriptUrl, import.meta.url);
  if (url.origin === location.origin) return new Worker(url, { type: 'module', name });

  const own = throughOwnScript(url);
  if (own) return new Worker(own, { type: 'module', name });

  const bootstrap = new Blob([`import ${JSON.stringify(url.href)};`], { type: 'text/javascript' });
  const blobUrl = URL.createObjectURL(bootstrap);
  try {
    return new Worker(blobUrl, { type: 'module', name });
  } finally {
    // The worker has its own reference to the Blob's content once it has begun to fetch it.
    setTimeout(() => {
      URL.revokeObjectURL(blobUrl);
    }, 60_000);
  }
}
