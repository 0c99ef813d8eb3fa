import { vi } from 'vitest';
import { describeFirstLosses } from './testing/first-losses.ts';
import { TfjsEngine } from './tfjs/engine.ts';
import { WasmCnnEngine } from './wasm/engine.ts';
import { WebGpuCnnEngine } from './webgpu/engine.ts';

// A software adapter takes seconds for what a graphics card does at once.
vi.setConfig({ testTimeout: 240_000 });

describeFirstLosses({
  webgpu: () => new WebGpuCnnEngine(),
  'wasm with relaxed SIMD': () => new WasmCnnEngine({ threads: 1, relaxedSimd: true }),
});
describeFirstLosses({ 'tfjs-webgpu': () => new TfjsEngine('webgpu') }, { slow: true });
