import type { SpawnThread } from '../../workers/wasm/spawn-thread.ts';
import { nodeWorker } from '../../workers/wasm/testing/node-worker.ts';

/** A thread of the wasm kernels, of a bundle that has `thread.mjs` beside it. */
export const spawnThread: SpawnThread = (events) =>
  nodeWorker(new URL('./thread.mjs', import.meta.url), events);
