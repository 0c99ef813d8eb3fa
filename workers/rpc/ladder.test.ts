import { describe, expect, it } from 'vitest';
import { WorkerError } from './errors.ts';
import { descend, firstThatWorks, type Rung } from './ladder.ts';

interface Engine {
  readonly name: string;
  disposed: boolean;
  dispose(): void;
}

const rung = (name: string, obstacle?: string): Rung<Engine> => ({
  name,
  unavailable: () => Promise.resolve(obstacle),
  create: () => {
    const engine: Engine = {
      name,
      disposed: false,
      dispose: () => {
        engine.disposed = true;
      },
    };
    return Promise.resolve(engine);
  },
});

describe('the ladder', () => {
  it('begins with the fastest that can run', async () => {
    const ladder = [rung('webgpu', 'no adapter'), rung('wasm'), rung('umap-js')];
    const first = (await descend('auto', ladder).next()).value;
    expect(first?.engine.name).toBe('wasm');
    expect(first?.reason).toBe('wasm is the fastest engine that works here (no adapter).');
  });

  it('warns where a rung has a warning', async () => {
    const ladder = [{ ...rung('webgl'), warning: 'Its results drift.' }];
    const first = (await descend('webgl', ladder).next()).value;
    expect(first?.reason).toBe('webgl was asked for. Its results drift.');
  });

  it('refuses a name that it does not have, and says which it has', async () => {
    const asked = descend('abacus', [rung('webgpu'), rung('wasm')]).next();
    await expect(asked).rejects.toMatchObject({ code: 'unknown-engine' });
    await expect(asked).rejects.toThrow(/abacus.*auto, webgpu, wasm/);
  });

  it('falls to the next rung when one fails, says why, and ends', async () => {
    const engines = descend('webgpu', [rung('webgpu'), rung('wasm'), rung('umap-js')]);
    expect((await engines.next()).value?.reason).toBe('webgpu was asked for.');
    expect((await engines.next('the device was lost')).value?.reason).toBe(
      'wasm runs in place of webgpu (the device was lost).',
    );
    expect((await engines.next('no SIMD')).value?.reason).toMatch(/the device was lost; no SIMD/);
    expect((await engines.next('broken')).done).toBe(true);
  });

  it('never climbs above the rung asked for', async () => {
    const engines = descend('umap-js', [rung('webgpu'), rung('wasm'), rung('umap-js')]);
    expect((await engines.next()).value?.engine.name).toBe('umap-js');
    expect((await engines.next('broken')).done).toBe(true);
  });

  it('is gone down until an engine works, and what failed is disposed of', async () => {
    const ladder = [rung('webgpu'), rung('wasm'), rung('umap-js')];
    const tried: Engine[] = [];
    const { engine, reason, result } = await firstThatWorks(
      descend('auto', ladder),
      (attempted) => {
        tried.push(attempted);
        return attempted.name === 'wasm'
          ? Promise.resolve(7)
          : Promise.reject(new WorkerError('device-lost', 'the device was lost'));
      },
    );
    expect([engine.name, result]).toEqual(['wasm', 7]);
    expect(reason).toContain('the device was lost');
    expect(tried.map(({ disposed }) => disposed)).toEqual([true, false]);
  });

  it('is left where the next rung would fail alike', async () => {
    const refused = firstThatWorks(descend('auto', [rung('webgpu'), rung('wasm')]), () =>
      Promise.reject(new WorkerError('bad-parameter', 'nonsense')),
    );
    await expect(refused).rejects.toMatchObject({ code: 'bad-parameter' });
    const none = firstThatWorks(descend<Engine>('auto', []), () => Promise.resolve());
    await expect(none).rejects.toMatchObject({ code: 'engine-unavailable' });
  });
});
