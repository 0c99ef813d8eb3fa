import { afterEach, expect, it, vi } from 'vitest';
import { liveBuffers } from '../../gpu/buffers.ts';
import { describeCnnEngine } from '../testing/engine-suite.ts';
import { type GoldenNetwork, goldenNetworks } from '../testing/golden-networks.ts';
import { WebGpuCnnEngine } from './engine.ts';

// A software adapter takes its time to compile shaders.
vi.setConfig({ testTimeout: 60_000 });

const NEVER = new AbortController().signal;

afterEach(() => {
  expect(liveBuffers()).toBe(0);
});

describeCnnEngine('webgpu', () => new WebGpuCnnEngine());

function article(): GoldenNetwork {
  const [golden] = goldenNetworks();
  if (!golden) throw new Error('There are no goldens.');
  return golden;
}

const OPTIONS = { learningRate: 0.01, dropout: 0.3, dropoutSeed: 5 };

it('has the same weights each time, bit by bit, and takes a step in one submission', async () => {
  const { plan, train, weights, batches } = article();
  const engine = new WebGpuCnnEngine();
  await engine.prepare(plan, train, weights, NEVER);
  const submit = vi.spyOn(GPUQueue.prototype, 'submit');
  const dispatch = vi.spyOn(GPUComputePassEncoder.prototype, 'dispatchWorkgroups');
  const run = async (): Promise<Float32Array> => {
    await engine.setWeights(weights);
    submit.mockClear();
    dispatch.mockClear();
    for (const indices of batches) await engine.step(indices, OPTIONS);
    expect(submit).toHaveBeenCalledTimes(batches.length);
    expect(dispatch.mock.calls.length).toBeLessThanOrEqual(30 * batches.length);
    return engine.weights();
  };
  expect(await run()).toEqual(await run());
  engine.dispose();
  submit.mockRestore();
  dispatch.mockRestore();
});

it('takes losses off the device before it has no room for more', async () => {
  const golden = goldenNetworks().find(({ title }) => title === 'dense alone');
  if (!golden) throw new Error('The golden is missing.');
  const engine = new WebGpuCnnEngine();
  await engine.prepare(golden.plan, golden.train, golden.weights, NEVER);
  for (let i = 0; i < 1030; i++) await engine.step(Uint32Array.of(i % 12), OPTIONS);
  const { losses } = await engine.results();
  expect(losses).toHaveLength(1030);
  expect(losses.every((loss) => loss > 0)).toBe(true);
  engine.dispose();
});

it('changes nothing when gradients are taken, running statistics neither', async () => {
  const { plan, train, weights, batches } = article();
  const engine = new WebGpuCnnEngine();
  await engine.prepare(plan, train, weights, NEVER);
  await engine.gradients(batches[0] ?? new Uint32Array(), OPTIONS);
  expect(await engine.weights()).toEqual(weights);
  expect((await engine.results()).losses).toHaveLength(0);
  engine.dispose();
});

it('says that the device was lost, so that another engine may go on', async () => {
  const { plan, train, weights, batches } = article();
  const [batch = new Uint32Array()] = batches;
  const engine = new WebGpuCnnEngine();
  await engine.prepare(plan, train, weights, NEVER);
  await engine.step(batch, OPTIONS);
  engine.gpu?.device.destroy();
  const steps = async (): Promise<void> => {
    for (let i = 0; i < 5; i++) await engine.step(batch, OPTIONS);
  };
  await expect(steps()).rejects.toMatchObject({ code: 'device-lost' });
  await expect(engine.results()).rejects.toMatchObject({ code: 'device-lost' });
  engine.dispose();
});

it('is unavailable, with a sentence, without an adapter or where a buffer is too large for it', async () => {
  const { plan, train, weights } = article();
  const without = { requestAdapter: () => Promise.resolve(null) } as unknown as GPU;
  const engine = new WebGpuCnnEngine({ gpu: without });
  await expect(engine.prepare(plan, train, weights, NEVER)).rejects.toMatchObject({
    code: 'engine-unavailable',
  });
  // As many images as no device has room for; nobody reads them before it is asked.
  const images = { length: 2 ** 42 } as Uint8Array<ArrayBuffer>;
  const refused = new WebGpuCnnEngine().prepare(plan, { ...train, images }, weights, NEVER);
  await expect(refused).rejects.toMatchObject({
    code: 'engine-unavailable',
    message: expect.stringMatching(/a buffer of \d+ MB is needed/) as string,
  });
});

it('refuses a batch that is too large for the device, and goes on', async () => {
  const { plan, train, weights, batches } = article();
  const engine = new WebGpuCnnEngine();
  await engine.prepare(plan, train, weights, NEVER);
  await expect(engine.step(new Uint32Array(2 ** 22), OPTIONS)).rejects.toMatchObject({
    code: 'out-of-memory',
    message: expect.stringMatching(/A batch of 4194304 images needs .*smaller batch/) as string,
  });
  for (const indices of batches) await engine.step(indices, OPTIONS);
  expect((await engine.results()).losses).toHaveLength(batches.length);
  engine.dispose();
});

it('ends what is under way when it is disposed of', async () => {
  const { plan, train, weights, batches } = article();
  const engine = new WebGpuCnnEngine();
  const preparing = engine.prepare(plan, train, weights, NEVER);
  engine.dispose();
  await expect(preparing).rejects.toMatchObject({ code: 'aborted' });
  await expect(engine.step(batches[0] ?? new Uint32Array(), OPTIONS)).rejects.toMatchObject({
    code: 'aborted',
  });
});
