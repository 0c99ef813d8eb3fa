import { afterEach, expect, it } from 'vitest';
import { liveBuffers, Readback } from './buffers.ts';
import { type Gpu, probeGpu, requestGpu } from './device.ts';
import { compilePipelines, UNIFORM_STRIDE } from './pipelines.ts';

const DOUBLE = `
@group(0) @binding(0) var<uniform> size: vec4<u32>;
@group(0) @binding(1) var<storage, read> before: array<u32>;
@group(0) @binding(2) var<storage, read_write> after: array<u32>;
@compute @workgroup_size(64)
fn double(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x < size.x) { after[id.x] = 2u * before[id.x]; }
}`;

const PLAN = {
  label: 'double.wgsl',
  bindings: ['uniform', 'read', 'write'],
  entryPoints: ['double'],
} as const;

let gpu: Gpu | undefined;

afterEach(() => {
  gpu?.dispose();
  gpu?.dispose();
  gpu = undefined;
  expect(liveBuffers()).toBe(0);
});

async function start(): Promise<Gpu> {
  gpu = await requestGpu();
  return gpu;
}

it('knows what the adapter is, and asks once', async () => {
  const probe = await probeGpu();
  expect(probe).toMatchObject({ name: expect.stringMatching(/./) as string });
  expect(await probeGpu()).toBe(probe);
});

it('says so where there is no WebGPU, or no adapter, or no room', async () => {
  expect(await probeGpu({ requestAdapter: () => Promise.resolve(null) } as unknown as GPU)).toMatch(
    /no graphics adapter/,
  );
  const none = { requestAdapter: () => Promise.reject(new Error('x')) } as unknown as GPU;
  await expect(requestGpu(none)).rejects.toMatchObject({ code: 'engine-unavailable' });
  await expect(requestGpu(undefined, { largestBuffer: 2 ** 50 })).rejects.toThrow(
    /a buffer of \d+ MB is needed, and .* allows \d+ MB/,
  );
});

it('computes, and reads back in turn', async () => {
  const device = await start();
  const { layout, pipeline } = await compilePipelines(device, { ...PLAN, code: DOUBLE });
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC;
  const { size, one, other } = await device.buffers.allocate({
    size: { bytes: UNIFORM_STRIDE, usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST },
    one: { bytes: 400, usage },
    other: { bytes: 400, usage },
  });
  const readback = await Readback.create(device, 400, 2);
  expect(liveBuffers()).toBe(5);
  expect(device.buffers.peakBytes).toBe(UNIFORM_STRIDE + 4 * 400);
  const numbers = Uint32Array.from({ length: 100 }, (_, i) => i);
  device.device.queue.writeBuffer(size, 0, new Uint32Array([100, 0, 0, 0]));
  device.device.queue.writeBuffer(one, 0, numbers);
  const results: Promise<ArrayBuffer>[] = [];
  for (let turn = 0; turn < 4; turn++) {
    const [before, after] = turn % 2 === 0 ? [one, other] : [other, one];
    const encoder = device.device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline('double'));
    const entries = [size, before, after].map((buffer, binding) => ({
      binding,
      resource: { buffer },
    }));
    pass.setBindGroup(0, device.device.createBindGroup({ layout, entries }), [0]);
    pass.dispatchWorkgroups(2);
    pass.end();
    const read = readback.record(encoder, after, 400);
    device.device.queue.submit([encoder.finish()]);
    results.push(read());
    await results[turn - 1];
  }
  for (const [turn, result] of results.entries()) {
    expect(new Uint32Array(await result)).toEqual(numbers.map((x) => x * 2 ** (turn + 1)));
  }
  readback.dispose();
  expect(liveBuffers()).toBe(3);
});

it('quotes the line of a shader that does not compile', async () => {
  const code = DOUBLE.replace('2u * before', '2.5 * before');
  await expect(compilePipelines(await start(), { ...PLAN, code })).rejects.toMatchObject({
    code: 'internal',
    message: expect.stringMatching(
      /double\.wgsl:7:\d+: [^]*\n> +7 \| .*2\.5 \* before\[id\.x\]/,
    ) as string,
  });
});

it('fails loudly on a command that the device refuses', async () => {
  const device = await start();
  const { one } = await device.buffers.allocate({
    one: { bytes: 4, usage: GPUBufferUsage.STORAGE },
  });
  device.device.queue.writeBuffer(one, 0, new Uint32Array(1)); // lacks COPY_DST
  await expect(device.idle()).rejects.toMatchObject({
    code: 'internal',
    message: expect.stringMatching(/refused a command/) as string,
  });
});

it('throws the loss to whoever waits, and from then on', async () => {
  const device = await start();
  device.device.destroy();
  await expect(device.idle()).rejects.toMatchObject({ code: 'device-lost' });
  expect(() => {
    device.check();
  }).toThrow(/was lost/);
});
