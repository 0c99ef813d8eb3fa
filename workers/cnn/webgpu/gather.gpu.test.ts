import { afterAll, it } from 'vitest';
import { gatherReference } from './gather.reference.ts';
import { gather } from './gather.ts';
import { layTensor, NO_MARGIN, type Shape, unpackTensor } from './tensor.ts';
import { expectClose, room, runKernel, testGpu } from './testing/run-kernel.ts';

afterAll(async () => {
  (await testGpu()).dispose();
});

it.each([
  { channels: 3, window: 1, left: 0, columns: 6 },
  { channels: 3, window: 5, left: 2, columns: 6 },
  { channels: 1, window: 4, left: 1, columns: 6 },
  { channels: 1, window: 3, left: 0, columns: 4 },
])('gathers and scales images by index, with %j', async ({ channels, window, left, columns }) => {
  const image: Shape = [5, 6, channels];
  const count = 7;
  const bytes = Uint8Array.from({ length: 4 * Math.ceil((count * 30 * channels) / 4) }, (_, i) => {
    return (i * 7919) % 256;
  });
  const indices = Uint32Array.of(6, 0, 3);
  const output = layTensor([5, columns, window * channels], { ...NO_MARGIN, top: 2, bottom: 1 });
  const [, , written = new Float32Array()] = await runKernel(
    await testGpu(),
    gather({ image, window, left, output }),
    ['gather'],
    [new Uint32Array(bytes.buffer), indices, room(output, 3)],
    { batch: 3 },
  );
  const expected = gatherReference(image, bytes, indices, { window, left, columns });
  expectClose(unpackTensor(output, written, 3), expected);
});
