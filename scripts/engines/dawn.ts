import { createRequire } from 'node:module';

/** Dawn for Node, npm's `webgpu`: its native module lies beside this program. */
interface Dawn {
  readonly create: (options: readonly string[]) => GPU;
  readonly globals: Readonly<Record<string, unknown>>;
}

/** Kept for the whole run: an instance that nobody refers to is collected, and its devices with it. */
let gpu: GPU | undefined;

/** WebGPU on the system's Vulkan driver. */
export function dawnGpu(): GPU {
  if (gpu) return gpu;
  const require = createRequire(import.meta.url);
  const { create, globals } = require('./dawn.node') as Dawn;
  Object.assign(globalThis, globals);
  gpu = create([]);
  return gpu;
}
