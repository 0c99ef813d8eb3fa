/**
 * Brings a fresh clone to the point where it can build, serve and test. Node's built-ins only:
 * this runs before anything is installed. Everything here is a no-op when nothing is missing.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromiumPath } from './chromium.mjs';
import { ffmpegPath, ffprobePath } from './ffmpeg.mjs';
import { firefoxPath } from './firefox.mjs';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** Oldest Node that Vite 8 runs on. */
const NODE = [20, 19];

/**
 * Runs a command with its output on stderr, so that a script's own stdout stays clean.
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: Record<string, string>, quiet?: boolean }} [options]
 * @returns {boolean} whether it exited with 0
 */
export function run(command, args, { env = {}, quiet = false } = {}) {
  const result = spawnSync(command, args, {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['ignore', quiet ? 'ignore' : 2, 2],
  });
  return result.status === 0;
}

/** @param {string} sentence */
export function say(sentence) {
  process.stderr.write(`underhood: ${sentence}\n`);
}

/**
 * Ends the script with a sentence that says what to do.
 * @param {string} sentence
 * @returns {never}
 */
export function fail(sentence) {
  say(sentence);
  process.exit(1);
}

export function ensureNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [needMajor = 0, needMinor = 0] = NODE;
  if (major < needMajor || (major === needMajor && minor < needMinor)) {
    fail(`this needs Node ${NODE.join('.')} or newer; here it is ${process.versions.node}.`);
  }
}

/** Installs exactly what package-lock.json names, unless that was done before. */
export function ensureDependencies() {
  ensureNode();
  const lock = readFileSync(join(ROOT, 'package-lock.json'));
  const wanted = createHash('sha256').update(lock).digest('hex');
  const stamp = join(ROOT, 'node_modules', '.underhood-lock');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  say('installing dependencies …');
  if (!run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'])) {
    fail(
      '`npm ci` failed; its message is above. Check the connection to the npm registry and try again.',
    );
  }
  writeFileSync(stamp, wanted);
}

/** Finds a Chromium, or installs one: Debian's package as root, else Playwright's own. */
export function ensureChromium() {
  if (chromiumPath() !== undefined) return;
  installPackage('Chromium', 'chromium');
  if (chromiumPath() !== undefined) return;
  say('downloading Playwright’s Chromium …');
  if (!run('npx', ['playwright', 'install', 'chromium'])) {
    fail(
      'no Chromium could be installed. Install one and name it: CHROMIUM=/path/to/chromium npm test',
    );
  }
}

/** Finds a Firefox, or installs Debian's package as root. Playwright's own is patched, and would prove less. */
export function ensureFirefox() {
  if (firefoxPath() !== undefined) return;
  installPackage('Firefox', 'firefox-esr');
  if (firefoxPath() === undefined) {
    fail(
      'no Firefox was found or could be installed. Install one and name it: FIREFOX=/path/to/firefox npm test',
    );
  }
}

/** Finds ffmpeg, which decodes exported animations, or installs Debian's package as root. */
export function ensureFfmpeg() {
  const missing = () => ffmpegPath() === undefined || ffprobePath() === undefined;
  if (missing()) installPackage('ffmpeg', 'ffmpeg', ['--no-install-recommends']);
  if (missing()) {
    fail(
      'no ffmpeg was found or could be installed. Install one and name it: FFMPEG=/path/to/ffmpeg FFPROBE=/path/to/ffprobe npm test',
    );
  }
}

/**
 * Zarr for Python, which the traces are tried with: Debian's package as root. Tests that have none say so and leave
 * that out.
 */
export function ensurePythonZarr() {
  const python = process.env['PYTHON'] ?? '/usr/bin/python3';
  // Looked for, not imported: that it is missing is no error to be shown.
  const look =
    "import sys, importlib.util as u; sys.exit(not (u.find_spec('zarr') and u.find_spec('numpy')))";
  if (run(python, ['-c', look], { quiet: true })) return;
  installPackage('Zarr for Python', 'python3-zarr');
}

/**
 * Installs a package of a Debian-like system, where this runs as root on one.
 * @param {string} name
 * @param {string} debianPackage
 * @param {readonly string[]} options of apt-get
 */
function installPackage(name, debianPackage, options = []) {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return;
  say(`installing ${name} from the distribution …`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  run('apt-get', ['update', '-qq'], { env, quiet: true });
  run('apt-get', ['install', '-y', '-qq', ...options, debianPackage], { env, quiet: true });
}

/** Packs the datasets for the page; says so itself when only drawn ones can be had. */
export function ensureDatasets() {
  if (!run(process.execPath, ['scripts/datasets.mjs'])) {
    fail('the datasets could not be packed; the message is above. Try `npm run datasets`.');
  }
}

/** What the build is made of. */
const SOURCES = ['index.html', 'gallery.html', 'package-lock.json', 'vite.config.ts'].concat([
  'public',
  'src',
  'workers',
]);

/** Builds dist/, unless it is newer than everything it is made of. */
export function ensureBuild() {
  const built = join(ROOT, 'dist', 'index.html');
  const newest = Math.max(...SOURCES.map((path) => newestChange(join(ROOT, path))));
  if (existsSync(built) && statSync(built).mtimeMs > newest) return;
  say('building …');
  if (!run('npm', ['run', '--silent', 'build'])) fail('the build failed; its message is above.');
}

/**
 * @param {string} path
 * @returns {number} the newest modification time below it, ms
 */
function newestChange(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newestChange(join(path, name))));
}
