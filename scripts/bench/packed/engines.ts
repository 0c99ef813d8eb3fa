import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import type { UmapEngine } from '../../../workers/umap/engine.ts';
import { WasmEngine } from '../../../workers/umap/wasm/engine.ts';
import { WebGpuEngine } from '../../../workers/umap/webgpu/engine.ts';
import type { SpawnThread } from '../../../workers/wasm/spawn-thread.ts';
import type { AttachedMessage } from '../../../workers/wasm/thread-protocol.ts';

/** Dawn for Node, npm's `webgpu`: its native module lies beside this program. */
interface Dawn {
  readonly create: (options: readonly string[]) => GPU;
  readonly globals: Readonly<Record<string, unknown>>;
}

/** Kept for the whole run: an instance that nobody refers to is collected, and its devices with it. */
let gpu: GPU | undefined;

function ownGpu(): GPU {
  if (gpu) return gpu;
  const require = createRequire(import.meta.url);
  const { create, globals } = require('./dawn.node') as Dawn;
  Object.assign(globalThis, globals);
  gpu = create([]);
  return gpu;
}

const spawn: SpawnThread = ({ onMessage, onError }) => {
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

/** A new engine, which the caller disposes of. */
export function createEngine(name: string, threads: number): UmapEngine {
  const wasm = { threads, spawn };
  if (name === 'webgpu') return new WebGpuEngine({ gpu: ownGpu(), wasm });
  if (name === 'wasm') return new WasmEngine(wasm);
  throw new Error(`There is no engine “${name}” here: webgpu and wasm are.`);
}
