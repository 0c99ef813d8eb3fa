import { afterEach, describe, expect, it, vi } from 'vitest';
import type { CnnEngineName, CnnInput, CnnParams } from '../../workers/contracts/cnn.ts';
import { CnnClient } from './cnn-client.ts';

// The first call of an engine loads and compiles it; a software adapter takes its time.
vi.setConfig({ testTimeout: 60_000 });

const GLOROT = { type: 'glorot-uniform' } as const;
const PARAMS: CnnParams = {
  layers: [
    { type: 'conv2d', filters: 4, kernelSize: 3, padding: 'same', init: GLOROT },
    { type: 'relu' },
    { type: 'max-pool', size: 2 },
    { type: 'flatten' },
    { type: 'dropout', rate: 0.2 },
    { type: 'dense', units: 6, init: GLOROT },
    { type: 'relu' },
    { type: 'batch-norm', momentum: 0.9, epsilon: 0.001 },
    { type: 'dense', units: 2, init: GLOROT },
    { type: 'softmax' },
  ],
  epochs: 2,
  schedule: 'fixed',
  stepsPerEpoch: 5,
  batchSize: 8,
  learningRate: 0.01,
  dropout: 0,
  validation: 20,
  seed: 3,
};

/** Stripes, upright or lying: two classes that a small network tells apart. */
function stripes(count: number) {
  const labels = Uint8Array.from({ length: count }, (_, i) => i % 2);
  const images = Uint8Array.from({ length: count * 64 }, (_, at) => {
    const i = Math.floor(at / 64);
    const place = i % 2 === 0 ? at % 8 : Math.floor(at / 8) % 8;
    return ((place + i) % 4 < 2 ? 200 : 40) + (i % 7);
  });
  return { images, labels };
}

const input = (): CnnInput => ({
  shape: { height: 8, width: 8, channels: 1 },
  classNames: ['upright', 'lying'],
  train: stripes(120),
  test: stripes(30),
  watched: { image: stripes(1).images, activationLayer: 0, kernelLayer: 0, id: 0 },
});

const clients: CnnClient[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.dispose();
});
function start(): CnnClient {
  const client = new CnnClient();
  clients.push(client);
  return client;
}
const call = () => ({ signal: new AbortController().signal });

async function losses(engine: CnnEngineName): Promise<number[]> {
  const client = start();
  const prepared = await client.prepare(input(), PARAMS, { engine }, call());
  expect(prepared.engineInfo.engine).toBe(engine);
  const all = [prepared.frame.metrics.validationLoss];
  const live: number[] = [];
  for (let frame = await client.train(call()); frame; frame = await client.train(call())) {
    all.push(frame.metrics.trainLoss, frame.metrics.validationLoss);
    live.push(await client.liveBuffers());
  }
  expect(live[0]).toBeGreaterThan(0);
  expect(live[1]).toBe(live[0]);
  return all;
}

describe('the CNN worker in this browser', () => {
  it.each(['webgpu', 'wasm', 'tfjs-wasm', 'tfjs-webgpu', 'tfjs-webgl'] as const)(
    'learns with %s what tfjs’s processor backend learns',
    async (engine) => {
      const expected = await losses('tfjs-cpu');
      const own = await losses(engine);
      expect(own).toHaveLength(5);
      own.forEach((loss, i) => {
        expect(Math.abs(loss - (expected[i] ?? NaN)) / (expected[i] ?? NaN)).toBeLessThan(5e-3);
      });
    },
  );

  it('tests, predicts, saves and loads across the boundary', async () => {
    const client = start();
    await client.prepare(input(), PARAMS, { engine: 'auto' }, call());
    await client.set({ learningRate: 0.02 });
    const frame = await client.train(call());
    expect(frame?.settings.learningRate).toBe(0.02);
    const test = await client.evaluate(1, call());
    expect(test.count).toBe(30);
    expect(await client.predict(stripes(30).images, 1)).toEqual(test.probabilities);
    const files = await client.save('safetensors', 1);
    expect((await client.load(files, call())).epoch).toBe(1);
    expect([...(await client.kept())]).toEqual([0, 1]);
  });

  it('is cancelled at once, and tells errors with their codes', async () => {
    const client = start();
    await client.prepare(input(), { ...PARAMS, stepsPerEpoch: 1e6 }, { engine: 'wasm' }, call());
    const controller = new AbortController();
    const training = client.train({ signal: controller.signal });
    setTimeout(() => {
      controller.abort();
    }, 50);
    await expect(training).rejects.toMatchObject({ code: 'aborted' });
    await expect(client.set({ learningRate: -1 })).rejects.toMatchObject({ code: 'bad-parameter' });
    client.dispose();
    await expect(client.train(call())).rejects.toMatchObject({ code: 'aborted' });
  });
});
