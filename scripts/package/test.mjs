/**
 * `npm run package`: packs the package, installs it in a fresh Vite project (`consumer/`) and beside a plain page, and runs
 * both in Chromium: a live run, a replay, the React wrapper, the trace reader. Says what is wrong and ends with 1.
 */
import assert from 'node:assert/strict';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { launchOptions } from '../chromium.mjs';
import { serveSite } from '../serve.mjs';
import { ROOT, run, say } from '../setup.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
/** What the project has of its own; the package's dependencies are installed with it. */
const LINKED = [
  'vite',
  'typescript',
  'react',
  'react-dom',
  '@types/react',
  '@types/react-dom',
  '@lit/react',
];
/** Words that only the reference engines have: a kernel of TensorFlow.js, an option of umap-js's curve fit. */
const REFERENCE = /FusedConv2D|gradientDifference/;
const TIMEOUT = 60_000;
const LIVE_FRAMES = 21;

/**
 * @param {string} what
 * @param {string} command
 * @param {string[]} args
 */
function must(what, command, args) {
  assert(run(command, args), `${what} fails: ${command} ${args.join(' ')}`);
}

/**
 * @param {string} folder where the tarball goes
 * @returns {string} its path
 */
function pack(folder) {
  must('packing', 'npm', ['pack', '--loglevel=error', '--pack-destination', folder]);
  const name = readdirSync(folder).find((file) => file.endsWith('.tgz'));
  assert(name, 'npm pack leaves a tarball');
  return join(folder, name);
}

/**
 * @param {string} folder
 * @param {string} tarball
 */
function install(folder, tarball) {
  cpSync(join(HERE, 'consumer'), folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
  const quick = ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts'];
  must('installing', 'npm', ['install', '--prefix', folder, tarball, ...quick]);
  for (const name of LINKED) {
    const place = join(folder, 'node_modules', name);
    mkdirSync(dirname(place), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules', name), place);
  }
  const recording = 'traces/fashion-mnist-umap';
  for (const place of [join('public', recording), recording]) {
    cpSync(join(ROOT, 'public', recording), join(folder, place), { recursive: true });
  }
}

/** A package that is installed brings all that its modules import. @param {string} folder */
function checkDependencies(folder) {
  const installed = join(folder, 'node_modules/underhood');
  const { dependencies, peerDependencies } = JSON.parse(
    readFileSync(join(installed, 'package.json'), 'utf8'),
  );
  const declared = new Set(Object.keys({ ...dependencies, ...peerDependencies }));
  const lib = join(installed, 'lib');
  for (const file of readdirSync(lib, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.js') || file.startsWith('cdn')) continue;
    const code = readFileSync(join(lib, file), 'utf8');
    for (const [, name = ''] of code.matchAll(
      /(?:^import .*|^export .* from |import\()"((?:@[\w-]+\/)?[a-z][\w-]*)/gm,
    )) {
      assert(declared.has(name), `${file} imports ${name}, which package.json does not name`);
    }
  }
}

/**
 * Opens a page and waits until its live run and its replay are done.
 * @param {import('playwright').Browser} browser
 * @param {string} url
 * @param {(page: import('playwright').Page) => Promise<void>} [more]
 * @returns {Promise<string[]>} the scripts it fetched
 */
async function look(browser, url, more) {
  const page = await browser.newPage();
  /** @type {string[]} */
  const complaints = [];
  /** @type {string[]} */
  const scripts = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`${message.text()} ${message.location().url}`);
  });
  page.on('response', (response) => {
    if (new URL(response.url()).pathname.endsWith('.js')) scripts.push(response.url());
  });
  await page.goto(url);
  for (const id of ['live', 'replay']) {
    await page
      .waitForFunction(
        (id) =>
          ['done', 'failed'].includes(Reflect.get(document.getElementById(id) ?? {}, 'state')),
        id,
        { timeout: TIMEOUT },
      )
      .catch(() => assert.fail(`#${id} on ${url} does not end. ${complaints.join('\n')}`));
  }
  const [live, replay] = await page.evaluate(() =>
    ['live', 'replay'].map((id) => {
      const { state, frameCount, error } = /** @type {any} */ (document.getElementById(id));
      return { state, frameCount, error: error?.message };
    }),
  );
  assert.deepEqual(live, { state: 'done', frameCount: LIVE_FRAMES, error: undefined });
  assert.equal(replay?.state, 'done', replay?.error);
  assert((replay?.frameCount ?? 0) > 100, `the replay has ${replay?.frameCount} frames`);
  await more?.(page);
  assert.deepEqual(complaints, []);
  await page.close();
  return scripts;
}

/** What React and the modules beside the elements have done. @param {import('playwright').Page} page */
async function lookAtModules(page) {
  const points = await page.locator('#replay').evaluate((replay) => {
    const { trace } = /** @type {Element & { trace?: { info: { points: number } } }} */ (replay);
    return trace?.info.points;
  });
  const expected = { frames: LIVE_FRAMES, points, engine: 'wasm' };
  await page
    .waitForFunction(
      (wanted) => JSON.stringify(Reflect.get(window, 'seen')) === wanted,
      JSON.stringify(expected),
      { timeout: TIMEOUT },
    )
    .catch(async () => {
      assert.deepEqual(await page.evaluate(() => Reflect.get(window, 'seen')), expected);
    });
}

/** @param {string} folder @param {readonly string[]} fetched */
function checkLazy(folder, fetched) {
  const assets = join(folder, 'dist/assets');
  const heavy = readdirSync(assets).filter(
    (name) => name.endsWith('.js') && REFERENCE.test(readFileSync(join(assets, name), 'utf8')),
  );
  assert(heavy.length > 0, 'the project has the reference engines, somewhere');
  const loaded = heavy.filter((name) => fetched.some((url) => url.endsWith(`/${name}`)));
  assert.deepEqual(loaded, [], 'a run that does not use them fetches no reference engines');
}

/** Servers render pages with the elements in them, and read recordings. @param {string} folder */
function checkInNode(folder) {
  const names = ['underhood', 'underhood/react', 'underhood/trace', 'underhood/elements/umap'];
  const script = join(folder, 'in-node.mjs');
  writeFileSync(
    script,
    `for (const name of ${JSON.stringify(names)}) {
      if (Object.keys(await import(name)).length === 0) throw new Error(name + ' exports nothing');
    }`,
  );
  must('importing the package in Node', process.execPath, [script]);
}

const folder = mkdtempSync(join(tmpdir(), 'underhood-package-'));
const browser = await chromium.launch(launchOptions());
try {
  const project = join(folder, 'project');
  install(project, pack(folder));
  checkDependencies(project);
  checkInNode(project);
  const [tsc, vite] = ['typescript/bin/tsc', 'vite/bin/vite.js'].map((file) =>
    join(ROOT, 'node_modules', file),
  );
  must('type checking the project', process.execPath, [String(tsc), '-p', project]);
  must('building the project', process.execPath, [
    String(vite),
    'build',
    '--logLevel=error',
    project,
  ]);

  const built = await serveSite({ port: 4381, isolated: false, folder: join(project, 'dist') });
  checkLazy(project, await look(browser, built.url, lookAtModules));
  await built.close();
  say('package: runs in a Vite project');

  const plain = await serveSite({ port: 4382, isolated: false, folder: project });
  await look(browser, `${plain.url}plain.html`);
  await plain.close();
  say('package: runs in a plain page');
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
