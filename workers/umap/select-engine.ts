import type { UmapEngineName, UmapOptions } from '../contracts/umap.ts';
import { probeGpu } from '../gpu/device.ts';
import { probeWasm } from '../wasm/probe.ts';
import { descend, type Rung, type SelectedEngine } from '../rpc/ladder.ts';
import type { UmapEngine } from './engine.ts';

/** Fastest first. */
const LADDER: readonly (Rung<UmapEngine> & { readonly name: UmapEngineName })[] = [
  {
    name: 'webgpu',
    unavailable: async (asked) => {
      const probe = await probeGpu();
      if (typeof probe === 'string') return probe;
      return asked === 'auto' && probe.software
        ? `webgpu would run on the processor here (${probe.name}), where wasm is faster`
        : undefined;
    },
    create: async () => new (await import('./webgpu/engine.ts')).WebGpuEngine(),
  },
  {
    name: 'wasm',
    unavailable: () =>
      Promise.resolve(probeWasm().simd ? undefined : 'this browser’s WebAssembly has no SIMD'),
    create: async () => new (await import('./wasm/engine.ts')).WasmEngine(),
  },
  {
    name: 'umap-js',
    unavailable: () => Promise.resolve(undefined),
    create: async () => new (await import('./umap-js/engine.ts')).UmapJsEngine(),
  },
];

/** UMAP's engines in the order in which to try them (rpc/ladder.ts). */
export function selectEngines(
  asked: UmapOptions['engine'],
  ladder: readonly Rung<UmapEngine>[] = LADDER,
): AsyncGenerator<SelectedEngine<UmapEngine>, void, string | undefined> {
  return descend(asked, ladder);
}
