import type { UmapEngine } from '../../workers/umap/engine.ts';
import { WasmEngine } from '../../workers/umap/wasm/engine.ts';
import { WebGpuEngine } from '../../workers/umap/webgpu/engine.ts';
import { dawnGpu } from './dawn.ts';
import { spawnThread } from './spawn-thread.ts';

/** Fastest first. */
export const UMAP_ENGINES: readonly string[] = ['webgpu', 'wasm'];

/** A new engine, which the caller disposes of. */
export function createUmapEngine(name: string, threads: number): UmapEngine {
  const wasm = { threads, spawn: spawnThread };
  if (name === 'webgpu') return new WebGpuEngine({ gpu: dawnGpu(), wasm });
  if (name === 'wasm') return new WasmEngine(wasm);
  throw new Error(`There is no engine “${name}” here: ${UMAP_ENGINES.join(' and ')} are.`);
}
