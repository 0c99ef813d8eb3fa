import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { readCnn } from './cnn-element.ts';
import { expect, listen, plainHost, type Server, test } from './site.ts';
import { read, waitForState } from './umap-element.ts';

/** Debian's python3 has the zarr package; a Python found earlier on PATH may not. */
const PYTHON = process.env['PYTHON'] ?? '/usr/bin/python3';
const HELPER = fileURLToPath(
  new URL('../scripts/trace/testing/write_with_writer.py', import.meta.url),
);
const missing = spawnSync(PYTHON, ['-c', 'import zarr, numpy']).status !== 0;

test.skip(missing, `${PYTHON} has no zarr (apt-get install python3-zarr; or set PYTHON).`);

const module = (site: string) => `<script type="module" src="${site}underhood.js"></script>`;

let folder: string;
let traces: Server;
test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'underhood-python-'));
  traces = await listen(plainHost(folder));
});
test.afterAll(async () => {
  await traces.close();
  rmSync(folder, { recursive: true, force: true });
});

test('a layout written in Python plays on another origin', async ({ page, site, blog }) => {
  execFileSync(PYTHON, [HELPER, 'umap', join(folder, 'umap.zarr'), '12', '2']);
  await blog.open(
    page,
    `${module(site)}<uh-umap controls autoplay src="${traces.url}umap.zarr"></uh-umap>`,
  );
  const umap = page.locator('uh-umap');
  expect(await waitForState(umap, ['done', 'failed'])).toBe('done');
  expect(await read(umap, ({ frameCount }) => frameCount)).toBe(20);
  expect(await read(umap, (element) => element.frame(19).every(Number.isFinite))).toBe(true);
  await expect(umap).toContainText('Recorded run: cuML on A card');
  await expect(umap).toContainText('Drawn garments');
  await expect(umap).toContainText('boot');
});

test('a training written in Python plays on another origin', async ({ page, site, blog }) => {
  execFileSync(PYTHON, [HELPER, 'cnn', join(folder, 'cnn.zarr'), '8']);
  await blog.open(
    page,
    `${module(site)}<uh-cnn controls autoplay src="${traces.url}cnn.zarr"></uh-cnn>`,
  );
  const cnn = page.locator('uh-cnn');
  await expect.poll(() => readCnn(cnn, ({ state }) => state)).toMatch(/done|failed/);
  expect(await readCnn(cnn, ({ error }) => error?.message)).toBeUndefined();
  expect(await readCnn(cnn, ({ frameCount }) => frameCount)).toBe(19);
  await expect(cnn).toContainText('Recorded run: PyTorch');
  await readCnn(cnn, (element) => {
    element.seek(18);
  });
  expect(
    await readCnn(cnn, ({ trace }) => trace.frames[18]?.metrics.validationAccuracy),
  ).toBeCloseTo(0.5, 5);
});

test('a run is followed while Python writes it', async ({ page, site, blog }) => {
  const writing = spawn(PYTHON, [HELPER, 'grow', join(folder, 'grow.zarr')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await new Promise((resolve) => createInterface(writing.stdout).once('line', resolve));
  await blog.open(
    page,
    `${module(site)}<uh-umap controls autoplay src="${traces.url}grow.zarr"></uh-umap>`,
  );
  const umap = page.locator('uh-umap');
  expect(await waitForState(umap, ['running', 'failed'])).toBe('running');
  expect(await read(umap, ({ frameCount }) => frameCount)).toBe(20);
  await expect(umap).toContainText('still being written');
  writing.stdin.end('\n');
  expect(await waitForState(umap, ['done', 'failed'])).toBe('done');
  expect(await read(umap, ({ frameCount }) => frameCount)).toBe(40);
});
