import * as tf from '@tensorflow/tfjs-core';
import { WorkerError } from '../../rpc/errors.ts';

export type TfjsBackend = 'webgpu' | 'webgl' | 'wasm' | 'cpu';

/**
 * Loads and starts a backend of tfjs. Each comes in a chunk of its own. It stays for the worker's life: tfjs keeps
 * backends globally, and one that was removed does not start again.
 * @throws WorkerError `engine-unavailable`
 */
export async function startBackend(backend: TfjsBackend): Promise<void> {
  try {
    await load(backend);
    if (await tf.setBackend(backend)) return;
  } catch (error) {
    throw unavailable(backend, String(error));
  }
  throw unavailable(backend, `its ${backend} backend does not start in this browser`);
}

/**
 * Makes a backend that was started the current one, at once: what tfjs computes next, it computes there. Several engines
 * share tfjs, so each says where before every piece of synchronous work.
 */
export function useBackend(backend: TfjsBackend): void {
  // Its promise tells nothing new for a backend that was started: the switch has happened when the call returns.
  if (tf.getBackend() !== backend) void tf.setBackend(backend);
}

/** What computes, for the visitor. */
export function describeBackend(backend: TfjsBackend): string {
  switch (backend) {
    case 'webgpu': {
      const { adapterInfo } = tf.backend() as tf.KernelBackend & {
        adapterInfo?: { vendor?: string; architecture?: string };
      };
      const name = [adapterInfo?.vendor, adapterInfo?.architecture].filter(Boolean).join(' ');
      return name || 'an adapter without a name';
    }
    case 'webgl':
      return 'WebGL';
    case 'wasm':
      return `WebAssembly${tf.env().getBool('WASM_HAS_SIMD_SUPPORT') ? ' with SIMD' : ''}, 1 thread`;
    case 'cpu':
      return 'JavaScript, 1 thread';
  }
}

async function load(backend: TfjsBackend): Promise<void> {
  switch (backend) {
    case 'webgpu':
      await import('@tensorflow/tfjs-backend-webgpu');
      return;
    case 'webgl':
      await import('@tensorflow/tfjs-backend-webgl');
      return;
    case 'wasm': {
      const [{ setWasmPaths }, { registerGradientKernels }] = await Promise.all([
        import('@tensorflow/tfjs-backend-wasm'),
        import('./wasm-kernels.ts'),
      ]);
      // The threaded binary is never asked for: it spawns workers and computes in one thread all the same.
      tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
      const simd = pathOf(
        new URL(
          '../../../node_modules/@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm',
          import.meta.url,
        ),
      );
      setWasmPaths({
        'tfjs-backend-wasm-simd.wasm': simd,
        'tfjs-backend-wasm-threaded-simd.wasm': simd,
        'tfjs-backend-wasm.wasm': pathOf(
          new URL(
            '../../../node_modules/@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm',
            import.meta.url,
          ),
        ),
      });
      registerGradientKernels();
      return;
    }
    case 'cpu':
      await import('@tensorflow/tfjs-backend-cpu');
  }
}

/** Node reads the binary as a file. */
function pathOf(url: URL): string {
  return url.protocol === 'file:' ? decodeURIComponent(url.pathname) : url.href;
}

function unavailable(backend: TfjsBackend, why: string): WorkerError {
  return new WorkerError('engine-unavailable', `tfjs-${backend} does not run here: ${why}`, {
    engine: `tfjs-${backend}`,
  });
}
