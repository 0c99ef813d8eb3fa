import type { CnnOptions } from '../contracts/cnn.ts';
import { probeGpu } from '../gpu/device.ts';
import { descend, type Rung, type SelectedEngine } from '../rpc/ladder.ts';
import { probeWasm } from '../wasm/probe.ts';
import type { CnnEngine } from './engine.ts';
import type { TfjsBackend } from './tfjs/backends.ts';

const tfjs = async (backend: TfjsBackend): Promise<CnnEngine> =>
  new (await import('./tfjs/engine.ts')).TfjsEngine(backend);

/** Fastest first. A reference engine is below our own: it is there to be compared with. */
const LADDER: readonly Rung<CnnEngine>[] = [
  {
    name: 'webgpu',
    unavailable: async (asked) => {
      const probe = await probeGpu();
      if (typeof probe === 'string') return probe;
      return asked !== 'webgpu' && probe.software
        ? `webgpu would run on the processor here (${probe.name}), where wasm is faster`
        : undefined;
    },
    create: async () => new (await import('./webgpu/engine.ts')).WebGpuCnnEngine(),
  },
  {
    name: 'wasm',
    unavailable: () =>
      Promise.resolve(probeWasm().simd ? undefined : 'this browser’s WebAssembly has no SIMD'),
    create: async () => new (await import('./wasm/engine.ts')).WasmCnnEngine(),
  },
  {
    name: 'tfjs-webgpu',
    unavailable: async (asked) => {
      const probe = await probeGpu();
      if (typeof probe === 'string') return probe;
      return asked !== 'tfjs-webgpu' && probe.software
        ? `tfjs-webgpu would run on the processor here (${probe.name}), where tfjs-wasm is faster`
        : undefined;
    },
    create: () => tfjs('webgpu'),
  },
  {
    name: 'tfjs-wasm',
    unavailable: () => Promise.resolve(undefined),
    create: () => tfjs('wasm'),
  },
  { name: 'tfjs-cpu', unavailable: () => Promise.resolve(undefined), create: () => tfjs('cpu') },
  {
    name: 'tfjs-webgl',
    warning: 'Beware: within a few steps its losses drift away from those of all other engines.',
    unavailable: () => Promise.resolve(undefined),
    create: () => tfjs('webgl'),
  },
];

/** The CNN's engines in the order in which to try them (rpc/ladder.ts). */
export function selectEngines(
  asked: CnnOptions['engine'],
  ladder: readonly Rung<CnnEngine>[] = LADDER,
): AsyncGenerator<SelectedEngine<CnnEngine>, void, string | undefined> {
  return descend(asked, ladder);
}
