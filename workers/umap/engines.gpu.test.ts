import { vi } from 'vitest';
import { describeUmapEngine } from './testing/engine-suite.ts';
import { WasmEngine } from './wasm/engine.ts';
import { WebGpuEngine } from './webgpu/engine.ts';

// A software adapter takes seconds for what a graphics card does at once.
vi.setConfig({ testTimeout: 60_000 });

describeUmapEngine(
  'wasm with relaxed SIMD',
  () => new WasmEngine({ threads: 1, relaxedSimd: true }),
);
describeUmapEngine('webgpu', () => new WebGpuEngine({ wasm: { threads: 1 } }), { points: 600 });
