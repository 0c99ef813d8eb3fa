import type { UmapEngineName, UmapOptions } from '../contracts/umap.ts';
import { probeGpu } from '../gpu/device.ts';
import { probeWasm } from '../wasm/probe.ts';
import type { UmapEngine } from './engine.ts';

/** An engine, and why this one: a sentence for the visitor. */
export interface SelectedEngine {
  readonly engine: UmapEngine;
  readonly reason: string;
}

/** A rung of the ladder. */
export interface Rung {
  readonly name: UmapEngineName;
  /** Why it cannot run here, or undefined if it can. Probed when its turn comes. */
  unavailable(asked: UmapOptions['engine']): Promise<string | undefined>;
  /** Loads its code, only now, and makes a new engine. */
  create(): Promise<UmapEngine>;
}

/** Fastest first. */
const LADDER: readonly Rung[] = [
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

/**
 * Yields engines in the order in which to try them: the one asked for, or with `auto` the fastest that
 * works here, then the rungs below it. Each comes with the reasons why those before it do not run; the
 * caller passes to `next` why an engine failed.
 */
export async function* selectEngines(
  asked: UmapOptions['engine'],
  ladder: readonly Rung[] = LADDER,
): AsyncGenerator<SelectedEngine, void, string | undefined> {
  const first = asked === 'auto' ? 0 : ladder.findIndex(({ name }) => name === asked);
  const obstacles: string[] = [];
  for (const rung of ladder.slice(first)) {
    const obstacle = await rung.unavailable(asked);
    if (obstacle !== undefined) {
      obstacles.push(obstacle);
      continue;
    }
    const failure = yield {
      engine: await rung.create(),
      reason: explain(asked, rung.name, obstacles),
    };
    obstacles.push(failure ?? `${rung.name} failed`);
  }
}

function explain(asked: string, name: string, obstacles: readonly string[]): string {
  if (asked === name) return `${name} was asked for.`;
  const why = obstacles.length > 0 ? ` (${obstacles.join('; ')})` : '';
  return asked === 'auto'
    ? `${name} is the fastest engine that works here${why}.`
    : `${name} runs in place of ${asked}${why}.`;
}
