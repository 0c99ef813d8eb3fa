import { spawnNodeThread } from '../wasm/testing/node-threads.ts';
import { describeUmapEngine } from './testing/engine-suite.ts';
import { UmapJsEngine } from './umap-js/engine.ts';
import { WasmEngine } from './wasm/engine.ts';

/** Relaxed SIMD and webgpu need a browser: engines.gpu.test.ts. */
describeUmapEngine('umap-js', () => new UmapJsEngine(), { inits: ['random'] });
describeUmapEngine('wasm', () => new WasmEngine({ threads: 1, relaxedSimd: false }));
describeUmapEngine(
  'wasm, two threads',
  () => new WasmEngine({ threads: 2, relaxedSimd: false, spawn: spawnNodeThread }),
);
