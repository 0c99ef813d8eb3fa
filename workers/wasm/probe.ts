/**
 * What this browser's WebAssembly can do, found out on first use and remembered. SIMD is needed by
 * every kernel; without relaxed SIMD multiply-adds take two instructions (about a quarter slower), and
 * without threads everything runs in the worker that asks.
 */
export interface WasmFeatures {
  readonly simd: boolean;
  readonly relaxedSimd: boolean;
  /** Shared memory, and a worker that may block on it: only in cross-origin isolated pages. */
  readonly threads: boolean;
  /** Logical processors, at least 1. */
  readonly processors: number;
}

let probed: WasmFeatures | undefined;

export function probeWasm(): WasmFeatures {
  probed ??= {
    simd: validates(0x41, 0, 0xfd, 0x0f, 0x1a), // i8x16.splat(0)
    relaxedSimd: validates(...V128_ZERO, ...V128_ZERO, ...V128_ZERO, 0xfd, 0x85, 0x02, 0x1a), // f32x4.relaxed_madd
    threads: canShareMemory(),
    processors: Math.max(1, navigatorProcessors()),
  };
  return probed;
}

/** i32.const 0, i8x16.splat */
const V128_ZERO = [0x41, 0, 0xfd, 0x0f];

/** Whether a module validates whose one function, () → (), consists of these instructions. */
function validates(...code: readonly number[]): boolean {
  if (typeof WebAssembly === 'undefined') return false;
  const body = [0, ...code, 0x0b];
  return WebAssembly.validate(
    new Uint8Array([
      ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0], // magic, version
      ...[1, 4, 1, 0x60, 0, 0], // one type: () → ()
      ...[3, 2, 1, 0], // one function of that type
      ...[10, body.length + 2, 1, body.length, ...body],
    ]),
  );
}

function canShareMemory(): boolean {
  // Node knows no isolation: there memory may always be shared.
  const isolated = (globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated ?? true;
  if (!isolated || typeof SharedArrayBuffer === 'undefined') return false;
  try {
    // Throws where blocking is not allowed: on a main thread.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 0);
    return true;
  } catch {
    return false;
  }
}

function navigatorProcessors(): number {
  const { navigator } = globalThis as { navigator?: { hardwareConcurrency?: number } };
  return navigator?.hardwareConcurrency ?? 1;
}
