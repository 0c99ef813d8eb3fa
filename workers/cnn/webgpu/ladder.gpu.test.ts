import { afterEach, expect, it, vi } from 'vitest';
import type { CnnFrame, CnnInput, CnnParams } from '../../contracts/cnn.ts';
import { liveBuffers } from '../../gpu/buffers.ts';
import { descend } from '../../rpc/ladder.ts';
import { createCnnApi } from '../api.ts';
import type { CnnEngine } from '../engine.ts';
import { selectEngines } from '../select-engine.ts';
import { WasmCnnEngine } from '../wasm/engine.ts';
import { WebGpuCnnEngine } from './engine.ts';

vi.setConfig({ testTimeout: 60_000 });

afterEach(() => {
  expect(liveBuffers()).toBe(0);
});

const PARAMS: CnnParams = {
  layers: [
    {
      type: 'conv2d',
      filters: 4,
      kernelSize: 3,
      padding: 'same',
      init: { type: 'glorot-uniform' },
    },
    { type: 'relu' },
    { type: 'max-pool', size: 2 },
    { type: 'flatten' },
    { type: 'dense', units: 2, init: { type: 'glorot-uniform' } },
    { type: 'softmax' },
  ],
  epochs: 3,
  schedule: 'fixed',
  stepsPerEpoch: 6,
  batchSize: 8,
  learningRate: 0.01,
  dropout: 0,
  validation: 20,
  seed: 3,
};

function noisyImages(count: number) {
  const labels = Uint8Array.from({ length: count }, (_, i) => i % 2);
  const images = Uint8Array.from({ length: count * 64 }, (_, at) => {
    return ((at * 7919) % 97) + 100 * (Math.floor(at / 64) % 2);
  });
  return { images, labels };
}

const input = (): CnnInput => ({
  shape: { height: 8, width: 8, channels: 1 },
  classNames: ['dark', 'bright'],
  train: noisyImages(100),
  test: noisyImages(20),
  watched: { image: noisyImages(1).images, activationLayer: 0, kernelLayer: 0, id: 0 },
});

it('comes after wasm where it would run on the processor, unless it is asked for', async () => {
  const auto = (await selectEngines('auto').next()).value;
  expect(auto?.engine.info.engine).toBe('wasm');
  expect(auto?.reason).toMatch(/webgpu would run on the processor here \(.*swiftshader.*\)/);
  const asked = (await selectEngines('webgpu').next()).value;
  expect(asked?.engine.info.engine).toBe('webgpu');
});

it('hands over to wasm when the device is lost in mid-run: no frame is missing, and it is told', async () => {
  const engine = new WebGpuCnnEngine();
  const api = createCnnApi((asked) =>
    descend<CnnEngine>(asked, [
      {
        name: 'webgpu',
        unavailable: () => Promise.resolve(undefined),
        create: () => Promise.resolve(engine),
      },
      {
        name: 'wasm',
        unavailable: () => Promise.resolve(undefined),
        create: () => Promise.resolve(new WasmCnnEngine({ threads: 1 })),
      },
    ]),
  );
  const port = (): MessagePort => new MessageChannel().port2;
  const prepared = await api.prepare(input(), PARAMS, { engine: 'webgpu' }, port());
  expect(prepared.engineInfo.engine).toBe('webgpu');
  const frames: CnnFrame[] = [];
  for (let frame = await api.train(port()); frame; frame = await api.train(port())) {
    frames.push(frame);
    if (frames.length === 1) engine.gpu?.device.destroy();
  }
  expect(frames.map(({ epoch, step }) => [epoch, step])).toEqual([
    [1, 6],
    [2, 12],
    [3, 18],
  ]);
  expect(frames.map((frame) => frame.engineInfo?.engine)).toEqual([undefined, 'wasm', undefined]);
  expect(frames[1]?.engineInfo?.reason).toMatch(/was lost .*wasm went on from epoch 1\.$/);
  await api.dispose();
});
