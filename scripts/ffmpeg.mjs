import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/**
 * Path of an installed ffmpeg, or undefined. FFMPEG overrides; Debian's package comes next.
 * @returns {string | undefined}
 */
export function ffmpegPath() {
  return named('FFMPEG', 'ffmpeg');
}

/**
 * Path of an installed ffprobe, which comes with ffmpeg, or undefined. FFPROBE overrides.
 * @returns {string | undefined}
 */
export function ffprobePath() {
  return named('FFPROBE', 'ffprobe');
}

/**
 * @param {string} variable
 * @param {string} name
 * @returns {string | undefined}
 */
function named(variable, name) {
  const path = process.env[variable];
  if (path) return path;
  const known = [`/usr/bin/${name}`, `/usr/local/bin/${name}`, `/opt/homebrew/bin/${name}`];
  return known.find(existsSync);
}

/**
 * Runs one of them.
 * @param {string | undefined} path
 * @param {readonly string[]} args
 * @returns {Buffer} its output
 */
export function runTool(path, args) {
  if (path === undefined) {
    throw new Error('There is no ffmpeg: install it, or name it with FFMPEG and FFPROBE.');
  }
  const { status, stdout, stderr, error } = spawnSync(path, args, { maxBuffer: 2 ** 28 });
  if (status === 0) return stdout;
  throw new Error(`${path} ${args.join(' ')}: ${error?.message ?? String(stderr)}`);
}
