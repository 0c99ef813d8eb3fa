import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { openUmapTrace } from '../../src/trace/zarr/open-trace.ts';
import { FolderStore } from '../trace/folder-store.ts';
import { contentOf, newFolder, recordHere, removeFolders } from './testing.ts';
import { UNFINISHED_FILE } from './unfinished.ts';

// Seconds, but for a machine that does much else at the same time.
vi.setConfig({ testTimeout: 300_000 });
afterAll(removeFolders);

const RUN = 'umap --dataset garments --points 400 --epochs 20';

async function play(folder: string) {
  const { trace, attributes, loaded } = await openUmapTrace(new FolderStore(folder));
  await loaded;
  return { trace, attributes };
}

describe('recording a layout', () => {
  it('makes a trace that plays', async () => {
    const folder = join(newFolder(), 'trace');
    const lines = await recordHere(`${RUN} --out ${folder}`);
    expect(lines.at(-1)).toMatch(/trace: 21 frames, .* kB\.$/);
    expect(readdirSync(folder)).not.toContain(UNFINISHED_FILE);
    const { trace, attributes } = await play(folder);
    expect(trace.frames.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 21 }, (_, i) => i));
    expect(trace.info).toMatchObject({ points: 400, params: { nEpochs: 20, seed: 24 } });
    expect(attributes.quality?.trustworthiness).toBeGreaterThan(0.7);
  });

  it('keeps a seeded sample of the points, of the layout of all, and every so many epochs', async () => {
    const [all, some] = [join(newFolder(), 'trace'), join(newFolder(), 'trace')];
    await recordHere(`${RUN} --bits exact --out ${all}`);
    await recordHere(`${RUN} --bits exact --keep-points 50 --keep-frames 8 --out ${some}`);
    const [whole, part] = [(await play(all)).trace, (await play(some)).trace];
    expect(part.frames.map(({ epoch }) => epoch)).toEqual([0, 8, 16, 20]);
    expect(part.info.points).toBe(50);
    expect(part.info.labels).toHaveLength(50);
    const places = new Map<string, number>();
    const last = whole.frames[20]?.embedding ?? [];
    for (let i = 0; i < 400; i++) places.set(`${last[2 * i]} ${last[2 * i + 1]}`, i);
    const kept = part.frames[3]?.embedding ?? [];
    const indices = Array.from({ length: 50 }, (_, i) =>
      places.get(`${kept[2 * i]} ${kept[2 * i + 1]}`),
    );
    expect(indices).not.toContain(undefined);
    expect(indices).toEqual([...new Set(indices)].sort((a = 0, b = 0) => a - b));
    expect(part.info.indices).toEqual(Uint32Array.from(indices, (i) => i ?? NaN));
    expect(part.info.dataset.count).toBe(400);
    expect(whole.info.indices).toBeUndefined();
    expect(part.info.labels).toEqual(
      Uint8Array.from(indices, (i) => whole.info.labels[i ?? 0] ?? 0),
    );
  });

  it('that is broken off begins anew, says so, and is then the same', async () => {
    const [whole, broken] = [join(newFolder(), 'trace'), join(newFolder(), 'trace')];
    await recordHere(`${RUN} --out ${whole}`);
    const lines = await recordHere(`${RUN} --out ${broken}`, /^wasm:/);
    expect(lines.at(-1)).toBe('Stopped. The same command begins again.');
    const second = await recordHere(`${RUN} --out ${broken}`);
    expect(second).toContain('This recording was broken off; a layout begins anew.');
    expect(contentOf(broken)).toEqual(contentOf(whole));
  });

  it.each([
    [`${RUN} --n-neighbors 400`, /needs at least 401 points/],
    [`${RUN} --metric hamming`, /metric = hamming must be one of/],
    [`${RUN} --min-dist 2`, /must not be above spread/],
    [`${RUN} --n-components 4`, /must be 2 or 3/],
    ['umap --dataset fashion-mnist', /fashion-mnist is not here/],
  ])('that cannot be says why: %s', async (line, message) => {
    await expect(recordHere(`${line} --out ${join(newFolder(), 'trace')}`)).rejects.toThrow(
      message,
    );
  });
});
