import type { CnnEngine } from '../../workers/cnn/engine.ts';
import { WasmCnnEngine } from '../../workers/cnn/wasm/engine.ts';
import { WebGpuCnnEngine } from '../../workers/cnn/webgpu/engine.ts';
import { naiveKernel } from '../../workers/cnn/webgpu/testing/naive-kernels.ts';
import { dawnGpu } from './dawn.ts';
import { spawnThread } from './spawn-thread.ts';

const ENGINES: Readonly<Record<string, (threads: number) => CnnEngine | Promise<CnnEngine>>> = {
  webgpu: () => new WebGpuCnnEngine({ gpu: dawnGpu() }),
  // What the kernels buy: the same with matrix products as one would write them first.
  'webgpu-naive': () => new WebGpuCnnEngine({ gpu: dawnGpu(), replace: naiveKernel }),
  wasm: (threads) => new WasmCnnEngine({ threads, spawn: spawnThread }),
  'tfjs-webgpu': async () => {
    // It looks for a browser's.
    const navigator = { gpu: dawnGpu(), userAgent: 'Node' };
    Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true });
    const { TfjsEngine } = await import('../../workers/cnn/tfjs/engine.ts');
    return new TfjsEngine('webgpu');
  },
};

/** Fastest first. */
export const CNN_ENGINES: readonly string[] = Object.keys(ENGINES);

/** A new engine, which the caller disposes of. */
export async function createCnnEngine(name: string, threads: number): Promise<CnnEngine> {
  const create = ENGINES[name];
  if (create) return create(threads);
  throw new Error(`There is no engine “${name}” here: ${CNN_ENGINES.join(', ')} are.`);
}
