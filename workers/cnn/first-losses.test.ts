import { setFlagsFromString } from 'node:v8';
import { describeFirstLosses } from './testing/first-losses.ts';
import { TfjsEngine } from './tfjs/engine.ts';
import { WasmCnnEngine } from './wasm/engine.ts';

// Node 20 has relaxed SIMD behind a flag; newer ones ignore it.
setFlagsFromString('--experimental-wasm-relaxed-simd');

/** Engines on graphics cards need a browser: first-losses.gpu.test.ts. */
describeFirstLosses({
  'wasm with plain SIMD': () => new WasmCnnEngine({ threads: 1, relaxedSimd: false }),
  'wasm with relaxed SIMD': () => new WasmCnnEngine({ threads: 1, relaxedSimd: true }),
  'tfjs-wasm': () => new TfjsEngine('wasm'),
});
