import type { KeepAnswer, KeepMessage } from '../../../workers/contracts/offline.ts';

/** How long a new service worker may take to start, ms. */
const PATIENCE = 10_000;

/**
 * Registers the site's service worker and waits until it would answer the page's next load. Resolves with it, or with
 * undefined when it does not come. Rejects where the browser has none or refuses it.
 */
export async function registerWorker(
  container: ServiceWorkerContainer | undefined,
  script: string,
): Promise<ServiceWorker | undefined> {
  if (!container) throw new Error('this browser allows it on https pages only');
  await container.register(script, { updateViaCache: 'none' });
  if (container.controller) return container.controller;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => {
      resolve(undefined);
    }, PATIENCE);
  });
  const ready = container.ready.then(({ active }) => active ?? undefined);
  const worker = await Promise.race([ready, late]);
  clearTimeout(timer);
  return worker;
}

/** Asks the worker to keep everything the page may need. Rejects with its reason. */
export async function keepFiles(worker: ServiceWorker): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  const answered = new Promise<KeepAnswer>((resolve) => {
    port1.onmessage = ({ data }: MessageEvent<KeepAnswer>) => {
      resolve(data);
    };
  });
  const message: KeepMessage = { type: 'keep' };
  worker.postMessage(message, [port2]);
  const answer = await answered;
  port1.close();
  if (answer.type === 'not-kept') throw new Error(answer.reason);
}
