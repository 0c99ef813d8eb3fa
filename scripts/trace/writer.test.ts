import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCnnTrace, openUmapTrace } from '../../src/trace/zarr/open-trace.ts';
import { check, storeAt } from './check.ts';
import { FolderStore } from './folder-store.ts';

/** Debian's python3 has the zarr package; a Python found earlier on PATH may not. */
const PYTHON = process.env['PYTHON'] ?? '/usr/bin/python3';
/** Whether Python has all of `modules`; says so where it has not, and what is left out for that. */
function has(modules: string, left: string): boolean {
  if (spawnSync(PYTHON, ['-c', `import ${modules}`]).status === 0) return true;
  process.stderr.write(`${left} is not tried: ${PYTHON} does not import ${modules}.\n`);
  return false;
}
const zarr = has('zarr, numpy', 'The writer in Python');
const torch = zarr && has('torch', 'Its example for PyTorch');
const umap = zarr && has('umap, sklearn', 'Its example for umap-learn');

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const HELPER = path('testing/write_with_writer.py');
const WRITER = path('../../python/underhood_trace.py');
const EXAMPLES = path('../../python/examples');

function python(...args: string[]): string {
  // What it has to say of errors is asked for by the tests of those.
  return execFileSync(PYTHON, args, { encoding: 'utf8', maxBuffer: 1e8, stdio: 'pipe' });
}

/** What a command that fails says; the tests want it to fail. */
function failure(...args: string[]): string {
  const { status, stderr } = spawnSync(PYTHON, args, { encoding: 'utf8' });
  expect(status).toBe(1);
  return stderr.trim();
}

const floats = (file: string): Float32Array => {
  const bytes = readFileSync(file);
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
};

/** Largest difference; NaN where one is longer than the other. */
function off(a: ArrayLike<number>, b: ArrayLike<number> | undefined): number {
  if (a.length !== b?.length) return NaN;
  return Array.from(a).reduce((most, x, i) => Math.max(most, Math.abs(x - (b[i] ?? NaN))), 0);
}

/** Widest range of a column. */
function width(values: Float32Array, columns: number): number {
  const widths = Array.from({ length: columns }, (_, column) => {
    const own = values.filter((_, i) => i % columns === column);
    return Math.max(...own) - Math.min(...own);
  });
  return Math.max(...widths);
}

async function lines(of: string): Promise<string> {
  const said: string[] = [];
  expect(await check(of, (line) => said.push(line)), said.join('\n')).toBe(true);
  return said.join('\n');
}

describe.skipIf(!zarr)('the writer in Python', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'underhood-python-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it.each([
    ['exact', 2],
    ['8', 2],
    ['12', 3],
    ['16', 2],
  ] as const)('writes layouts of %s bits and %i components that we read', async (bits, columns) => {
    const where = join(folder, `umap-${bits}.zarr`);
    python(HELPER, 'umap', where, bits, String(columns));
    expect(await lines(where)).toMatch(/Drawn garments, cuML on A card[^]*20 of 20 frames/);
    const { trace, loaded, attributes } = await openUmapTrace(new FolderStore(where));
    // All of it, coarsely, before its frames are there.
    expect(trace.frames.length).toBe(20);
    await loaded;
    expect(attributes).toMatchObject({ closed: true, frames: 20, expectedFrames: 20, seed: 7 });
    expect(trace.info).toMatchObject({
      params: { nNeighbors: 12, minDist: 0.25, nEpochs: 29, metric: 'cosine', init: 'spectral' },
      dataset: { name: 'garments', origin: 'drawn', count: 600, hash: 'ab'.repeat(32) },
      engine: { engine: 'cuML', device: 'A card' },
      components: columns,
    });
    expect([...trace.info.labels.slice(0, 4)]).toEqual([0, 1, 2, 0]);
    expect(trace.info.indices).toEqual(Uint32Array.from({ length: 50 }, (_, i) => 599 - 12 * i));
    const all = floats(`${where}.f32`);
    for (const [i, frame] of trace.frames.entries()) {
      const given = all.subarray(i * 50 * columns, (i + 1) * 50 * columns);
      // As docs/trace-format.md says: half a step of a grid at most 1 / 0.7 as wide as the frame.
      const step = bits === 'exact' ? 0 : width(given, columns) / 0.7 / (2 ** Number(bits) - 1);
      expect(off(given, frame.embedding)).toBeLessThanOrEqual(step / 2 + (step && 1e-6));
      expect([frame.epoch, frame.epochMs]).toEqual([i * 2, i * 1.5]);
    }
    expect(trace.frames[4]?.quality).toEqual({ trustworthiness: 0.9, labelAgreement: 0.8 });
    expect(trace.frames[5]?.quality).toBeUndefined();
  });

  it('writes what readers of Zarr 2 and 3 find the same', async () => {
    const where = join(folder, 'both.zarr');
    python(HELPER, 'umap', where, '12', '2');
    const store = new FolderStore(where);
    const old = {
      name: 'Zarr 2',
      get: (key: string) =>
        key.endsWith('zarr.json') ? Promise.resolve(undefined) : store.get(key),
    };
    const [now, before] = [await openUmapTrace(store), await openUmapTrace(old)];
    await Promise.all([now.loaded, before.loaded]);
    expect(before.trace.info).toEqual(now.trace.info);
    expect(before.trace.frames).toEqual(now.trace.frames);
    const read = path('testing/read_trace.py');
    const found = JSON.parse(python(read, where, 'embedding', 'labels', 'preview')) as {
      readonly dimensions: Record<string, string[]>;
      readonly values: Record<string, unknown[]>;
    };
    expect(found.dimensions['embedding']).toEqual(['frame', 'point', 'component']);
    // Of the 30 frames that were to come.
    expect(found.values['preview']?.length).toBe(4);
    const theirs = [found.values['embedding']].flat(Infinity) as number[];
    const ours = now.trace.frames.flatMap(({ embedding }) => [...embedding]);
    expect(off(ours, theirs)).toBeLessThan(1e-6);
  });

  it('is followed while it writes', async () => {
    const where = join(folder, 'growing.zarr');
    const writing = spawn(PYTHON, [HELPER, 'grow', where], { stdio: ['pipe', 'pipe', 'inherit'] });
    const ended = new Promise((resolve) => writing.on('exit', resolve));
    await new Promise((resolve) => createInterface(writing.stdout).once('line', resolve));
    const { trace, loaded, attributes } = await openUmapTrace(new FolderStore(where), {
      pollMs: 20,
    });
    expect(attributes).toMatchObject({ closed: false, frames: 20, expectedFrames: 40 });
    await expect.poll(() => trace.frames.length).toBe(20);
    expect(trace.closed).toBe(false);
    expect(await lines(where)).toMatch(/20 of 20 frames.*40 expected/);
    writing.stdin.end('\n');
    await loaded;
    expect(await ended).toBe(0);
    expect(trace.frames.length).toBe(40);
    const all = floats(`${where}.f32`);
    for (const [i, { embedding }] of trace.frames.entries()) {
      const given = all.subarray(i * 100, (i + 1) * 100);
      expect(off(given, embedding)).toBeLessThan(width(given, 2) / 0.7 / 4095 / 2 + 1e-6);
    }
  });

  it.each(['exact', '8', '12'])('writes trainings of %s bits that we read', async (bits) => {
    const where = join(folder, `cnn-${bits}.zarr`);
    python(HELPER, 'cnn', where, bits);
    expect(await lines(where)).toMatch(/CNN run[^]*PyTorch[^]*19 of 19 frames/);
    const { trace, loaded, attributes, reader } = await openCnnTrace(new FolderStore(where));
    await loaded;
    const [kernels, activations] = [
      floats(`${where}.kernels.f32`),
      floats(`${where}.activations.f32`),
    ];
    // Of each filter's and each map's range, which the widest of all encloses.
    const half = (values: Float32Array) =>
      bits === 'exact' ? 0 : width(values, 1) / (2 ** Number(bits) - 1) / 2 + 1e-6;
    for (const [i, { view, metrics, confusion, step, settings }] of trace.frames.entries()) {
      expect(off(kernels.subarray(i * 108, (i + 1) * 108), view.kernels)).toBeLessThanOrEqual(
        half(kernels),
      );
      expect(
        off(activations.subarray(i * 144, (i + 1) * 144), view.activations),
      ).toBeLessThanOrEqual(half(activations));
      expect(view.probabilities.reduce((sum, share) => sum + share)).toBeCloseTo(1, 5);
      expect(metrics.validationLoss).toBeCloseTo(2 / (1 + i), 6);
      expect([...confusion]).toEqual(i === 0 ? Array(9).fill(0) : [0, 1, 2, 3, 4, 5, 6, 7, 8]);
      expect([step, settings.batchSize]).toEqual([i * 10, 20]);
    }
    // What is not known, and what is no number any more.
    expect(trace.frames[0]?.metrics.trainAccuracy).toBeNaN();
    expect(trace.frames[1]?.metrics).toMatchObject({ trainLoss: NaN, trainAccuracy: 0.25 });
    expect(trace.info.layers.map(({ name }) => name)).toEqual([
      ...['conv2d', 're_lu', 'max_pooling2d', 'flatten', 'dense', 'softmax'],
    ]);
    expect(trace.info.layers.map(({ parameters }) => parameters)).toEqual([112, 0, 0, 0, 111, 0]);
    expect([...trace.info.sampled, ...trace.info.sampledLabels]).toEqual([3, 5, 0, 2]);
    expect([...trace.info.sampledImages]).toEqual(Array.from({ length: 216 }, (_, i) => i));
    const [choice] = attributes.watched;
    expect(choice).toMatchObject({ title: 'Test image 16', index: 16, label: 1 });
    if (choice) expect(await reader.image(choice)).toEqual(new Uint8Array(108).fill(200));
    const [test] = await reader.tests(attributes);
    expect(test).toMatchObject({ epoch: 18, count: 4, loss: 0.5, accuracy: 0.75 });
    expect([...(test?.confusion ?? [])]).toEqual([2, 0, 0, 0, 1, 0, 0, 1, 0]);
    expect([...(test?.labels ?? [])]).toEqual([0, 0, 1, 2]);
    expect(test?.probabilities.length).toBe(12);
  });

  it('imports a sequence of npz files, and makes one file of a trace', async () => {
    const files = join(folder, 'sequence');
    mkdirSync(files);
    python(HELPER, 'npz', files);
    const frames = readdirSync(files).filter((name) => name.startsWith('emb_'));
    const [labels, where] = [join(files, 'labels.npy'), join(files, 'run.zarr')];
    const paths = frames.map((name) => join(files, name));
    const options = ['--class-names', 'shirt, boot,bag', '--title', 'Fashion-MNIST'];
    const said = python(WRITER, 'import', ...paths, '--labels', labels, ...options, where);
    expect(said).toContain('5 frames of 50 points');
    expect(python(WRITER, 'zip', where).trim()).toBe(`${where}.zip`);
    for (const of of [where, `${where}.zip`]) {
      expect(await lines(of)).toMatch(/UMAP run of Fashion-MNIST, umap-learn[^]*5 of 5 frames/);
      const { trace, loaded } = await openUmapTrace(await storeAt(of));
      await loaded;
      expect(trace.info.dataset.classNames).toEqual(['shirt', 'boot', 'bag']);
      expect([...trace.info.labels.slice(0, 4)]).toEqual([0, 1, 2, 0]);
      const all = floats(join(files, 'all.f32'));
      for (const [i, { embedding }] of trace.frames.entries()) {
        const given = all.subarray(i * 100, (i + 1) * 100);
        expect(off(given, embedding)).toBeLessThan(width(given, 2) / 0.7 / 4095 / 2 + 1e-6);
      }
    }
  });

  it('imports nothing by halves', () => {
    const files = join(folder, 'bad-sequence');
    mkdirSync(files);
    python(HELPER, 'npz', files);
    const at = (name: string) => join(files, name);
    const [first, second, all, run] = [
      ...[at('emb_0000.npz'), at('emb_0001.npz'), at('all.f32'), at('run.zarr')],
    ] as [string, string, string, string];
    expect(failure(WRITER, 'import', second, first, run)).toMatch(
      /emb_0000\.npz: Frame 1 is of epoch 0, out of order: the one before is of epoch 1/,
    );
    expect(failure(WRITER, 'import', first, all, run)).toMatch(/all\.f32 cannot be read/);
    expect(failure(WRITER, 'import', first, at('labels.npy'), run)).toMatch(
      /labels\.npy: The embedding of frame 1 .*\[50, 2\]; it is \[50\]/,
    );
    expect(failure(WRITER, 'import', at('labels.npy'), run)).toMatch(/\[point, 2 or 3\].*\[50\]/);
    expect(failure(WRITER, 'import', first, at('none.npz'), run)).toMatch(/none\.npz cannot be/);
    expect(failure(WRITER, 'import', first, second)).toMatch(/The last name is the trace's/);
    expect(failure(WRITER, 'import', '--key', 'x', first, run)).toMatch(/no 'x'; it has embedding/);
    expect(failure(WRITER, 'zip', at('nothing'))).toMatch(/is no trace/);
    expect(existsSync(run)).toBe(false);
  });

  it.each([
    [
      'a_layout().append([[0, 0], [NaN, 1], [2, 2]])',
      /frame 0 .*no finite number at \[1, 0\]: nan/,
    ],
    ['a_layout().append(np.zeros((4, 2)))', /of shape \[3, 2\]; it is \[4, 2\]/],
    ['a_layout().append([[0, 0], [1e39, 1], [2, 2]])', /too large for float32/],
    ['a_layout().append([["a", 0], [1, 1], [2, 2]])', /cannot be read as numbers/],
    [
      't = a_layout(); t.append(np.zeros((3, 2)), epoch=4); t.append(np.zeros((3, 2)), epoch=4)',
      /Frame 1 is of epoch 4, out of order: the one before is of epoch 4/,
    ],
    [
      't = a_layout(frames=1); [t.append(np.zeros((3, 2))) for _ in range(2)]',
      /1 frames.*one more/,
    ],
    ['t = a_layout(); t.close(); t.close(); t.append(np.zeros((3, 2)))', /closed/],
    ['a_layout(bits=7)', /in 7 bits: take 8 to 16, or 'exact'/],
    ['a_layout(labels=[0, 1])', /labels should be of shape \[3\]; it is \[2\]/],
    ['a_layout(indices=[0, 1])', /indices should be of shape \[3\]; it is \[2\]/],
    ['a_layout(indices=[0, 1, -2])', /indices should have whole numbers/],
    ['a_layout(indices=[7, 8, 9])', /indices has image 9; the dataset has 3: give its `count`/],
    ['a_layout(labels=[0, 1, 300])', /whole numbers from 0 to 255; at \[2\] it has 300/],
    ['a_layout(labels=[0, 1, 2], class_names=["a", "b"])', /labels has class 2; there are 2/],
    [
      'a_layout(parameters={"n_neighbours": 5})',
      /no 'n_neighbours'; there are n_neighbors, min_dist/,
    ],
    ['a_layout(parameters={"metric": "jaccard"})', /metric is 'jaccard'; players know euclidean/],
    ['a_layout(dataset={"origin": "made"})', /one of real, drawn, own/],
    ['a_layout(dataset={"shape": (28, 28, 2)})', /1 or 3 channels/],
    ['a_layout("run.zarr.zip")', /grows in a folder/],
    ['a_layout(components=4)', /2 or 3 components, not 4/],
    ['a_layout(frames=0)', /frames.*from 1 on; it is 0/],
    [
      'a_layout("kept.zarr"); a_layout("kept.zarr", overwrite=False)',
      /kept\.zarr is there already/,
    ],
    ['a_layout("../" + folder.split("/")[-1])', /no trace of this writer: it is not overwritten/],
    ['a_network(kernel_layer=1)', /kernel_layer is 1, relu/],
    ['a_network(activation_layer=4)', /activation_layer is 4, dense, which has no activation maps/],
    ['a_network(activation_layer=9)', /the network has layers 0 to 5/],
    ['a_network(sampled=[1, 2], sampled_labels=[0])', /sampled_labels should be of shape \[2\]/],
    ['network((6, 6, 3), [{"type": "gru"}])', /layer 0 of the network is of type 'gru'/],
    ['network((6, 6, 3), [{"type": "conv2d", "filters": 4}])', /needs 'kernelSize'/],
    [
      'a_network().append(**a_frame(kernels=np.zeros((4, 3, 3, 3))))',
      /kernels.*\[3, 3, 3, 4\]; it/,
    ],
    ['a_network().append(**a_frame(watched_probabilities=[2, -1, 0]))', /from 0 to 1.*no logits/],
    ['a_network().append(**a_frame(confusion=np.full((3, 3), 0.5)))', /whole numbers/],
    ['a_network().append(**a_frame(metrics={"loss": 1}))', /no 'loss'; there are train_loss/],
    [
      'a_network().append(**a_frame(activations=np.full((6, 6, 4), NaN)))',
      /activations of frame 0/,
    ],
  ])('refuses %s', (line, words) => {
    const { stdout, stderr } = spawnSync(PYTHON, [HELPER, 'refuse', folder], {
      input: JSON.stringify([line]),
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect((JSON.parse(stdout) as string[])[0]).toMatch(words);
  });

  it('goes on after a frame that it refused', async () => {
    const line = `
t = a_layout("on.zarr", frames=3)
t.append(np.zeros((3, 2)))
try:
    t.append(np.full((3, 2), NaN))
except writer.TraceError:
    t.append(np.ones((3, 2)))
t.close()`;
    const { stdout } = spawnSync(PYTHON, [HELPER, 'refuse', folder], {
      input: JSON.stringify([line]),
      encoding: 'utf8',
    });
    expect(JSON.parse(stdout)).toEqual(['nothing was refused']);
    expect(await lines(join(folder, 'on.zarr'))).toMatch(/2 of 2 frames/);
  });

  it.skipIf(!torch)('records a training in PyTorch, which learns', async () => {
    const where = join(folder, 'torch.zarr');
    python(join(EXAMPLES, 'pytorch_callback.py'), where, '--epochs', '6');
    await lines(where);
    const { trace, loaded, attributes, reader } = await openCnnTrace(new FolderStore(where));
    await loaded;
    const accuracies = trace.frames.map(({ metrics }) => metrics.validationAccuracy);
    expect(accuracies.length).toBe(7);
    expect(accuracies.at(-1)).toBeGreaterThan(0.9);
    expect(accuracies.at(-1)).toBeGreaterThan((accuracies[0] ?? 1) + 0.2);
    // What is told of the confusion and of the accuracy is of the same images.
    for (const { confusion, metrics } of trace.frames) {
      const right = [0, 4, 8].reduce((sum, i) => sum + (confusion[i] ?? 0), 0);
      expect(right / 300).toBeCloseTo(metrics.validationAccuracy, 5);
    }
    expect((await reader.tests(attributes))[0]).toMatchObject({ epoch: 6, count: 300 });
  });

  it.skipIf(!umap)(
    'records umap-learn, each epoch as it comes',
    async () => {
      const where = join(folder, 'umap-learn.zarr');
      const program = `
import sys
sys.path.insert(0, sys.argv[1])
from umap_learn import record_while_it_runs
from sklearn.datasets import load_digits
digits = load_digits()
reducer = record_while_it_runs(digits.data[:600], sys.argv[2], labels=digits.target[:600], n_epochs=30, seed=3,
                               settings={"n_neighbors": 10}, bits="exact")
reducer.embedding_.astype("f4").tofile(sys.argv[2] + ".f32")`;
      python('-c', program, EXAMPLES, where);
      expect(await lines(where)).toMatch(/umap-learn on CPU[^]*31 of 31 frames/);
      const { trace, loaded } = await openUmapTrace(new FolderStore(where));
      await loaded;
      expect(trace.info.params).toMatchObject({ nNeighbors: 10, nEpochs: 30, seed: 3 });
      const embeddings = trace.frames.map(({ embedding }) => embedding);
      expect(embeddings.at(-1)).toEqual(floats(`${where}.f32`));
      // In its first epoch no sample is due yet.
      for (const [i, embedding] of embeddings.slice(2).entries()) {
        expect(off(embedding, embeddings[i + 1])).toBeGreaterThan(0);
      }
    },
    300_000,
  );
});
