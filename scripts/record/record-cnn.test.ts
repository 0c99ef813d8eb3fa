import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openCnnTrace } from '../../src/trace/zarr/open-trace.ts';
import { FolderStore } from '../trace/folder-store.ts';
import { contentOf, newFolder, recordHere, removeFolders } from './testing.ts';
import { UNFINISHED_FILE } from './unfinished.ts';

// Seconds, but for a machine that does much else at the same time.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const RUN =
  'cnn --dataset objects --points 300 --test-points 100 --epochs 4 --schedule fixed --steps-per-epoch 6 --batch-size 10 --validation 50';

/** One without a break, and what was told of it. */
let whole: string;
let lines: string[];
beforeAll(async () => {
  whole = join(newFolder(), 'trace');
  lines = await recordHere(`${RUN} --out ${whole}`);
});
afterAll(removeFolders);

describe('recording a network', () => {
  it('makes a trace that plays', async () => {
    expect(lines.at(-1)).toMatch(/trace: 5 frames, .* [kM]B\.$/);
    expect(lines.filter((line) => line.startsWith('epoch'))).toHaveLength(4);
    expect(readdirSync(whole)).not.toContain(UNFINISHED_FILE);
    const { trace, attributes, loaded } = await openCnnTrace(new FolderStore(whole));
    await loaded;
    expect(trace.frames.map(({ epoch, step }) => [epoch, step])).toEqual([
      [0, 0],
      [1, 6],
      [2, 12],
      [3, 18],
      [4, 24],
    ]);
    expect(trace.info.params).toMatchObject({ seed: 24, epochs: 4, batchSize: 10 });
    expect(trace.info.dataset).toMatchObject({ name: 'objects', count: 300, origin: 'drawn' });
    expect(attributes.tests).toMatchObject([{ epoch: 4, count: 100 }]);
    expect(attributes.watched).toMatchObject([{ index: 16, title: 'Test image 16' }]);
  });

  it('that is broken off goes on, and is then the same as without the break, bit by bit', async () => {
    const broken = join(newFolder(), 'trace');
    const first = await recordHere(`${RUN} --out ${broken}`, /^epoch 2/);
    expect(first.at(-1)).toMatch(/^Stopped after epoch 2 of 4: 3 frames are in .*goes on/);
    // It plays as far as it goes.
    const { trace, attributes } = await openCnnTrace(new FolderStore(broken), { follow: false });
    expect([trace.frames.length, attributes.expectedFrames]).toEqual([3, 5]);
    const second = await recordHere(`${RUN} --out ${broken}`);
    expect(second).toContain('Going on after epoch 2 of 4.');
    expect(second.join()).not.toMatch(/Beware|epoch 1 of|epoch 2 of 4:/);
    expect(contentOf(broken)).toEqual(contentOf(whole));
  });

  it('goes on also where it was killed between a frame and what is needed to go on from it', async () => {
    const broken = join(newFolder(), 'trace');
    await recordHere(`${RUN} --out ${broken}`, /^epoch 1/);
    const state = readFileSync(join(broken, UNFINISHED_FILE));
    await recordHere(`${RUN} --out ${broken}`, /^epoch 3/);
    writeFileSync(join(broken, UNFINISHED_FILE), state);
    await recordHere(`${RUN} --out ${broken}`);
    expect(contentOf(broken)).toEqual(contentOf(whole));
  });

  it('becomes a zip file, with the same frames after a break', async () => {
    const file = join(newFolder(), 'a.zarr.zip');
    await recordHere(`${RUN} --out ${file}`, /^epoch 1/);
    expect(readdirSync(join(file, '..'))).toEqual(['a.zarr.zip.unfinished']);
    await recordHere(`${RUN} --out ${file}`);
    expect(readdirSync(join(file, '..'))).toEqual(['a.zarr.zip']);
    const sources = [new FolderStore(whole), new Blob([readFileSync(file)])];
    const [expected, frames] = await Promise.all(
      sources.map(async (source) => {
        const { trace, loaded } = await openCnnTrace(source);
        await loaded;
        return trace.frames.map((frame) => ({ ...frame, epochMs: 0 }));
      }),
    );
    expect(frames).toHaveLength(5);
    expect(frames).toEqual(expected);
    await expect(recordHere(`${RUN} --out ${file}`)).rejects.toThrow(/is there already/);
  });

  it('has images only where they are asked for', async () => {
    const having = join(newFolder(), 'trace');
    await recordHere(`${RUN} --epochs 1 --images --out ${having}`);
    expect(readdirSync(whole).filter((name) => name.includes('image'))).toEqual([]);
    expect(readdirSync(having).filter((name) => name.includes('image'))).toEqual([
      'sampled_images',
      'watched_image',
    ]);
  });
});

describe('recording a network to a place', () => {
  it('that has another run says what differs, and leaves it alone', async () => {
    const folder = join(newFolder(), 'trace');
    await recordHere(`${RUN} --out ${folder}`, /^epoch 1/);
    const before = contentOf(folder);
    await expect(recordHere(`${RUN} --seed 7 --epochs 5 --out ${folder}`)).rejects.toThrow(
      /unfinished recording of another run \(.*seed 24 there, 7 here.*epochs 4 there, 5 here.*--out/,
    );
    expect(contentOf(folder)).toEqual(before);
  });

  it('that has a finished recording, or something else, refuses', async () => {
    await expect(recordHere(`${RUN} --out ${whole}`)).rejects.toThrow(/has a finished recording/);
    const other = newFolder();
    writeFileSync(join(other, 'letters.txt'), 'Dear …');
    await expect(recordHere(`${RUN} --out ${other}`)).rejects.toThrow(
      /not empty, and has no recording/,
    );
    const file = join(other, 'letters.txt');
    await expect(recordHere(`${RUN} --out ${file}`)).rejects.toThrow(/is a file: name a folder/);
    await expect(recordHere(`${RUN} --out ${file}/below`)).rejects.toThrow(
      /cannot be made|is a file/,
    );
  });

  it('whose state is damaged says so', async () => {
    const folder = join(newFolder(), 'trace');
    await recordHere(`${RUN} --out ${folder}`, /^epoch 1/);
    truncateSync(join(folder, UNFINISHED_FILE), 5000);
    await expect(recordHere(`${RUN} --out ${folder}`)).rejects.toThrow(/is damaged .*delete/);
  });
});

describe('a recording that cannot be', () => {
  it.each([
    ['cnn --dataset birds', /There is no dataset «birds»/],
    ['cnn --dataset cifar-10', /cifar-10 is not here.*npm run datasets.*--dataset objects/],
    [`${RUN} --dropout 1.5`, /dropout is 1.5/],
    [`${RUN} --learning-rate 1e9`, /diverged/],
  ])('says why: %s', async (line, message) => {
    await expect(recordHere(`${line} --out ${join(newFolder(), 'trace')}`)).rejects.toThrow(
      message,
    );
  });
});
