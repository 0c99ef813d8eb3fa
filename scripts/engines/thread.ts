/** A thread of the wasm kernels in Node: the browser's, between shims for what Node's workers lack. */
import { parentPort } from 'node:worker_threads';
import '../../workers/wasm/thread.worker.ts';

const scope = globalThis as unknown as {
  onmessage: (event: { readonly data: unknown }) => void;
  postMessage: (message: unknown) => void;
};
scope.postMessage = (message) => {
  parentPort?.postMessage(message);
};
parentPort?.on('message', (data: unknown) => {
  scope.onmessage({ data });
});
