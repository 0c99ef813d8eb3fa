import { describe, expect, it } from 'vitest';
import type { UmapEngineName } from '../contracts/umap.ts';
import type { UmapEngine } from './engine.ts';
import { type Rung, selectEngines } from './select-engine.ts';

const rung = (name: UmapEngineName, obstacle?: string): Rung => ({
  name,
  unavailable: () => Promise.resolve(obstacle),
  create: () => Promise.resolve({ info: { engine: name, device: '' } } as UmapEngine),
});

describe('the ladder', () => {
  it('begins with the fastest that can run', async () => {
    const ladder = [rung('webgpu', 'no adapter'), rung('wasm'), rung('umap-js')];
    const first = (await selectEngines('auto', ladder).next()).value;
    expect(first?.engine.info.engine).toBe('wasm');
    expect(first?.reason).toBe('wasm is the fastest engine that works here (no adapter).');
  });

  it('falls to the next rung when one fails, says why, and ends', async () => {
    const engines = selectEngines('webgpu', [rung('webgpu'), rung('wasm'), rung('umap-js')]);
    expect((await engines.next()).value?.reason).toBe('webgpu was asked for.');
    expect((await engines.next('the device was lost')).value?.reason).toBe(
      'wasm runs in place of webgpu (the device was lost).',
    );
    expect((await engines.next('no SIMD')).value?.reason).toMatch(/the device was lost; no SIMD/);
    expect((await engines.next('broken')).done).toBe(true);
  });

  it('never climbs above the rung asked for', async () => {
    const engines = selectEngines('umap-js', [rung('webgpu'), rung('wasm'), rung('umap-js')]);
    expect((await engines.next()).value?.engine.info.engine).toBe('umap-js');
    expect((await engines.next('broken')).done).toBe(true);
  });
});
