import { Worker } from 'node:worker_threads';
import type { Thread, ThreadEvents } from '../spawn-thread.ts';
import type { AttachedMessage } from '../thread-protocol.ts';

/**
 * A thread of the wasm kernels in a worker of Node's; the process does not wait for it.
 * @param script the browser's, between shims for what Node's workers lack
 */
export function nodeWorker(script: URL, { onMessage, onError }: ThreadEvents): Thread {
  const worker = new Worker(script);
  worker.on('message', (message: AttachedMessage) => {
    onMessage(message);
  });
  worker.on('error', (error) => {
    onError(String(error));
  });
  worker.unref();
  return {
    postMessage: (message) => {
      worker.postMessage(message);
    },
    terminate: () => {
      void worker.terminate();
    },
  };
}
