import { WorkerError } from '../rpc/errors.ts';

export interface KernelVariant {
  readonly relaxedSimd: boolean;
  /** For a shared memory. */
  readonly shared: boolean;
}

const modules = new Map<string, Promise<WebAssembly.Module>>();

/**
 * The compiled kernels of a folder (scripts/wasm.mjs), e.g. `umap-layout` for `workers/umap/layout`.
 * Fetched when first asked for, then kept.
 * @throws WorkerError `engine-unavailable`
 */
export function loadKernels(
  name: string,
  { relaxedSimd, shared }: KernelVariant,
): Promise<WebAssembly.Module> {
  const file = `${name}-${relaxedSimd ? 'relaxed' : 'simd'}${shared ? '-shared' : ''}`;
  let module = modules.get(file);
  if (!module) {
    module = compile(file);
    modules.set(file, module);
    // The next one who asks tries again.
    module.catch(() => modules.delete(file));
  }
  return module;
}

async function compile(file: string): Promise<WebAssembly.Module> {
  try {
    // Vite's pattern: a relative path with its extension, one variable part.
    const { default: base64 } = (await import(`./build/${file}.js`)) as { default: string };
    return await WebAssembly.compile(Uint8Array.from(atob(base64), (char) => char.charCodeAt(0)));
  } catch (error) {
    throw new WorkerError(
      'engine-unavailable',
      `The WebAssembly kernels ${file} do not load: ${String(error)}`,
      { engine: 'wasm' },
    );
  }
}
