import * as Comlink from 'comlink';
import { toErrorData } from './errors.ts';

/**
 * Exposes an API through Comlink. Whatever a method throws crosses as `ErrorData` (a plain object:
 * Comlink would flatten an Error to its message and lose the code).
 */
export function serve(api: object): void {
  const held = holdLifeLock();
  held.catch(() => undefined); // whoever asks `ready` is told
  const served: Record<string, unknown> = { ready: () => held };
  for (const [name, method] of Object.entries(api) as [string, (...args: unknown[]) => unknown][]) {
    served[name] = async (...args: unknown[]): Promise<unknown> => {
      try {
        await held.catch(() => undefined); // nothing is begun that the client could not see end
        return await method.apply(api, args);
      } catch (thrown) {
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- a plain object is what crosses intact
        throw toErrorData(thrown);
      }
    };
  }
  Comlink.expose(served);
}

/**
 * Holds a Web Lock for as long as this worker lives, under the name that the client gave it
 * (`new Worker(url, { name })`). The browser releases it when the worker ends in any way, a crash
 * included, which fires no event of its own; the client waits for it. Resolves when it is held.
 */
function holdLifeLock(): Promise<void> {
  const { name } = globalThis as Partial<DedicatedWorkerGlobalScope>;
  const { locks } = navigator as Partial<WorkerNavigator>;
  return new Promise((resolve, reject) => {
    if (!name || !locks) {
      reject(new Error('Web Locks are not available here.'));
      return;
    }
    locks
      .request(name, () => {
        resolve();
        return new Promise<never>(() => undefined);
      })
      .catch(reject);
  });
}
