import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { UmapInput, UmapParams } from '../../contracts/umap.ts';
import { liveBuffers } from '../../gpu/buffers.ts';
import { createRandom } from '../../random.ts';
import { createUmapApi } from '../api.ts';
import type { UmapEngine } from '../engine.ts';
import { measureQuality } from '../quality.ts';
import { selectEngines } from '../select-engine.ts';
import { clusters, testControl } from '../test-data.ts';
import { garments } from '../testing/images.ts';
import { WasmEngine } from '../wasm/engine.ts';
import { WebGpuEngine } from './engine.ts';
import { ARTICLE_PARAMS } from '../article-params.ts';

// A software adapter takes seconds for what a graphics card does at once.
vi.setConfig({ testTimeout: 60_000 });

const PARAMS: UmapParams = ARTICLE_PARAMS;
const ONE_THREAD = { threads: 1 };

afterEach(() => {
  expect(liveBuffers()).toBe(0);
});

async function run(
  engine: UmapEngine,
  input: UmapInput,
  params: UmapParams,
  between: (epoch: number) => void = () => undefined,
) {
  const control = testControl();
  const prepared = await engine.prepare(input, params, createRandom(params.seed), control);
  const frames = [prepared.embedding];
  for (let frame = await engine.step(); frame; frame = await engine.step()) {
    frames.push(frame);
    between(frames.length - 1);
  }
  const last = frames.at(-1) ?? new Float32Array();
  const quality = await measureQuality(
    input,
    last,
    { neighbours: prepared.neighbours, params, sample: input.count },
    control,
  );
  engine.dispose();
  engine.dispose();
  return { frames, quality, stages: control.reports.map(({ stage }) => stage), prepared };
}

describe('on 2,000 drawn garments', () => {
  let input: UmapInput;
  beforeAll(() => {
    input = garments(2000);
  });

  it('lays out as well as wasm does, with exact neighbours', async () => {
    const wasm = await run(new WasmEngine(ONE_THREAD), input, PARAMS);
    const webgpu = await run(new WebGpuEngine({ wasm: ONE_THREAD }), input, PARAMS);
    expect(webgpu.frames).toHaveLength(129);
    expect(webgpu.quality.recall).toBe(1);
    expect(webgpu.quality.trustworthiness).toBeGreaterThan(wasm.quality.trustworthiness - 0.01);
    expect(webgpu.quality.labelAgreement).toBeGreaterThan(wasm.quality.labelAgreement - 0.02);
    expect(webgpu.stages.filter((stage, at) => stage !== webgpu.stages[at - 1])).toEqual([
      'neighbours',
      'graph',
      'init',
      'quality',
    ]);
  });
});

describe('on 300 points', () => {
  const input = clusters(300);
  const params: UmapParams = { ...PARAMS, nEpochs: 20, init: 'random' };

  it.each([
    { nComponents: 3 as const, metric: 'correlation' as const },
    { nNeighbors: 299, nEpochs: 3 },
    { nNeighbors: 2, nEpochs: 1 },
  ])('stays finite with %j', async (change) => {
    const all = { ...params, ...change };
    const { frames } = await run(new WebGpuEngine({ wasm: ONE_THREAD }), input, all);
    expect(frames).toHaveLength(all.nEpochs + 1);
    expect(frames.at(-1)).toHaveLength(300 * all.nComponents);
    expect(frames.at(-1)?.every(Number.isFinite)).toBe(true);
  });

  it('goes on in wasm from the last frame when the device is lost, with all epochs', async () => {
    const engine = new WebGpuEngine({ wasm: ONE_THREAD });
    const { frames } = await run(engine, input, params, (epoch) => {
      if (epoch === 7) {
        expect(engine.info.engine).toBe('webgpu');
        engine.gpu?.device.destroy();
      }
      if (epoch === 9) expect(engine.info.engine).toBe('wasm');
    });
    expect(engine.change).toMatch(/device was lost.*wasm went on from epoch [78]\./);
    expect(frames).toHaveLength(21);
    expect(frames.at(-1)?.every(Number.isFinite)).toBe(true);
    // No start from scratch, nor a jump: steps are as long as before.
    const moved = (epoch: number): number => {
      const [before, after] = [frames[epoch - 1], frames[epoch]];
      return (after ?? new Float32Array()).reduce(
        (sum, x, at) => sum + Math.abs(x - (before?.[at] ?? NaN)),
        0,
      );
    };
    for (const epoch of [8, 9]) expect(moved(epoch)).toBeLessThan(1.5 * moved(7));
  });

  it('tells the visitor which engine went on, and why', async () => {
    const engine = new WebGpuEngine({ wasm: ONE_THREAD });
    const api = createUmapApi(() =>
      selectEngines('webgpu', [
        {
          name: 'webgpu',
          unavailable: () => Promise.resolve(undefined),
          create: () => Promise.resolve(engine),
        },
      ]),
    );
    const { port2 } = new MessageChannel();
    await api.prepare(input, params, { engine: 'webgpu' }, port2);
    expect((await api.step())?.engineInfo).toBeUndefined();
    engine.gpu?.device.destroy();
    let told;
    let epochs = 1;
    for (let frame = await api.step(); frame; frame = await api.step()) {
      expect(frame.epoch).toBe(++epochs);
      told ??= frame.engineInfo;
    }
    expect(epochs).toBe(20);
    expect(told).toMatchObject({
      engine: 'wasm',
      reason: expect.stringMatching(/was lost/) as string,
    });
    await api.dispose();
  });

  it('restarts from the kept graph with the frames that a new run has, and in wasm after a loss', async () => {
    const other = { ...params, minDist: 0.5, seed: 3 };
    const fresh = await run(new WebGpuEngine({ wasm: ONE_THREAD }), input, other);
    const engine = new WebGpuEngine({ wasm: ONE_THREAD });
    await engine.prepare(input, params, createRandom(params.seed), testControl());
    await engine.step();
    const again = await engine.restart(other, createRandom(other.seed), testControl());
    expect(again.stagesMs.neighbours).toBe(0);
    expect(again.embedding).toEqual(fresh.frames[0]);
    expect(await engine.step()).toEqual(fresh.frames[1]);

    engine.gpu?.device.destroy();
    await engine.step();
    const third = await engine.restart(params, createRandom(params.seed), testControl());
    expect(third.remarks.join()).toMatch(/was lost/);
    expect(engine.info.engine).toBe('wasm');
    let epochs = 0;
    while (await engine.step()) epochs++;
    expect(epochs).toBe(20);
    engine.dispose();
  });

  it('leaves the next rung a chance where the device is lost before the layout', async () => {
    const engine = new WebGpuEngine({ wasm: ONE_THREAD });
    const control = testControl();
    const report = (): void => {
      engine.gpu?.device.destroy();
    };
    const losing = engine.prepare(input, params, createRandom(1), { ...control, report });
    await expect(losing).rejects.toMatchObject({ code: 'device-lost' });
    engine.dispose();
  });

  it('refuses with numbers what the adapter has no room for', async () => {
    const images = new Uint8Array(300 * 32);
    const huge: UmapInput = { images, labels: input.labels, count: 2 ** 28, dimensions: 784 };
    const engine = new WebGpuEngine({ wasm: ONE_THREAD });
    const refused = engine.prepare(huge, params, createRandom(1), testControl());
    await expect(refused).rejects.toMatchObject({
      code: 'engine-unavailable',
      message: expect.stringMatching(
        /a buffer of \d+ MB is needed, and .* allows \d+ MB/,
      ) as string,
    });
    engine.dispose();
  });

  it('stops when it is disposed of', async () => {
    const engine = new WebGpuEngine({ wasm: ONE_THREAD });
    await engine.prepare(input, params, createRandom(1), testControl());
    const stepping = engine.step();
    engine.dispose();
    await expect(stepping).rejects.toMatchObject({ code: 'aborted' });
  });
});

it('comes after wasm where it would run on the processor, unless it is asked for', async () => {
  const auto = (await selectEngines('auto').next()).value;
  expect(auto?.engine.info.engine).toBe('wasm');
  expect(auto?.reason).toMatch(/webgpu would run on the processor here \(.*swiftshader.*\)/);
  const asked = (await selectEngines('webgpu').next()).value;
  expect(asked?.engine.info.engine).toBe('webgpu');
});
