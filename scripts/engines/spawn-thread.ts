import { Worker } from 'node:worker_threads';
import type { SpawnThread } from '../../workers/wasm/spawn-thread.ts';
import type { AttachedMessage } from '../../workers/wasm/thread-protocol.ts';

/** A thread of the wasm kernels, in a worker of Node's. */
export const spawnThread: SpawnThread = ({ onMessage, onError }) => {
  const worker = new Worker(new URL('./thread.mjs', import.meta.url));
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
};
