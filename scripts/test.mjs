/**
 * `npm test`: sets up whatever is missing, then runs everything that CI runs and closes with
 * `N passed, N failed`. `npm test -- unit e2e` runs only the steps named.
 */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  ensureChromium,
  ensureDatasets,
  ensureDependencies,
  ensureFfmpeg,
  ensureFirefox,
  ensurePythonZarr,
  fail,
  ROOT,
  run,
  say,
} from './setup.mjs';

const REPORTS = join(ROOT, 'test-results');

/** @typedef {{ passed: number, failed: number }} Count */

/**
 * @param {string} name
 * @returns {any} a test runner's JSON report
 */
function report(name) {
  return JSON.parse(readFileSync(join(REPORTS, name), 'utf8'));
}

/**
 * A step that passes or fails as a whole.
 * @param {string[]} args of npm run
 * @returns {() => Count}
 */
const check =
  (...args) =>
  () => {
    const ok = run('npm', ['run', '--silent', ...args]);
    return { passed: Number(ok), failed: Number(!ok) };
  };

/** @returns {Count} */
function unit() {
  const file = join(REPORTS, 'unit.json');
  const ok = run('npx', [
    'vitest',
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile=${file}`,
  ]);
  const { numPassedTests, numFailedTests } = report('unit.json');
  return { passed: numPassedTests, failed: Math.max(numFailedTests, Number(!ok)) };
}

/** @returns {Count} */
function e2e() {
  const env = { PLAYWRIGHT_JSON_OUTPUT_NAME: join(REPORTS, 'e2e.json') };
  const ok = run('npx', ['playwright', 'test', '--reporter=list,json'], { env });
  const { stats } = report('e2e.json');
  return { passed: stats.expected, failed: Math.max(stats.unexpected + stats.flaky, Number(!ok)) };
}

/** @type {Record<string, () => Count>} */
const STEPS = {
  typecheck: check('typecheck'),
  lint: check('lint'),
  unit,
  build: check('build'),
  size: check('size'),
  package: check('package'),
  e2e,
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in STEPS));
if (unknown.length > 0) {
  fail(
    `there is no test step “${unknown.join('”, “')}”; there are ${Object.keys(STEPS).join(', ')}.`,
  );
}

ensureDependencies();
ensureChromium();
if (asked.length === 0 || asked.includes('e2e')) {
  ensureFirefox();
  ensureFfmpeg();
}
if (asked.length === 0 || asked.includes('unit') || asked.includes('e2e')) ensurePythonZarr();
ensureDatasets();
rmSync(REPORTS, { recursive: true, force: true });
mkdirSync(REPORTS, { recursive: true });

const total = { passed: 0, failed: 0 };
for (const [name, step] of Object.entries(STEPS)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  say(`${name} …`);
  const start = performance.now();
  /** @type {Count} */
  let count;
  try {
    count = step();
  } catch (error) {
    // A runner that ended without its report has not run its tests.
    say(`${name} left no report: ${String(error)}`);
    count = { passed: 0, failed: 1 };
  }
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  say(`${name}: ${count.passed} passed, ${count.failed} failed (${seconds} s)`);
  total.passed += count.passed;
  total.failed += count.failed;
}
process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`);
process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0);
