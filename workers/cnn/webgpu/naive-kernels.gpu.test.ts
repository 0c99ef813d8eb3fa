import { expect, it, vi } from 'vitest';
import { distance } from '../testing/distance.ts';
import { goldenNetworks } from '../testing/golden-networks.ts';
import { WebGpuCnnEngine } from './engine.ts';
import { naiveKernel } from './testing/naive-kernels.ts';

// A software adapter takes its time to compile shaders.
vi.setConfig({ testTimeout: 60_000 });

const NEVER = new AbortController().signal;

it.each(goldenNetworks())(
  'the plain kernels that benchmarks compare with have the same gradients: $title',
  async ({ plan, train, weights, batches }) => {
    const gradientsOf = async (engine: WebGpuCnnEngine): Promise<Float32Array> => {
      await engine.prepare(plan, train, weights, NEVER);
      const options = { dropout: 0.3, dropoutSeed: 5 };
      const gradients = await engine.gradients(batches[0] ?? new Uint32Array(), options);
      engine.dispose();
      return gradients;
    };
    const own = await gradientsOf(new WebGpuCnnEngine());
    const replaced = vi.fn(naiveKernel);
    const naive = await gradientsOf(new WebGpuCnnEngine({ replace: replaced }));
    expect(distance(naive, own)).toBeLessThan(1e-5);
    const labels = replaced.mock.results.map(({ value }) => (value as { label: string }).label);
    expect(labels.some((label) => label.startsWith('naive'))).toBe(true);
  },
);
