import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'vite';
import { ROOT } from '../setup.mjs';
import { wasmKernels } from '../wasm.mjs';

/** Dawn for Node: 90 MB with all systems' binaries, so it is fetched for packing alone. 0.6.0 and 0.6.1 want a newer C++ library than Debian 12's. */
const DAWN = 'webgpu@0.6.2';

const MEGABYTE = 1e6;
/** What some lenders of graphics cards let travel. */
const MOST_BYTES = 60 * MEGABYTE;

const RUN = `#!/bin/sh
# Times UMAP on this machine's graphics card: ./run.sh --points 60000 --runs 3 --json
# Needs x86-64 Linux with a Vulkan driver, and xz. No network.
set -e
command -v xz >/dev/null || { echo "This needs xz: install xz-utils." >&2; exit 1; }
here=$(cd "$(dirname "$0")" && pwd)
for file in node benchmark/dawn.node; do
  [ -e "$here/$file" ] && continue
  xz -dkc "$here/$file.xz" >"$here/$file.part"
  mv "$here/$file.part" "$here/$file"
done
chmod +x "$here/node"
exec "$here/node" "$here/benchmark/main.mjs" "$@"
`;

const READ_ME = `The UMAP benchmark of underhood, self-contained: ./run.sh --help

node is Node.js (MIT), benchmark/dawn.node Dawn for Node (npm: ${DAWN}, MIT; Dawn: BSD-3-Clause),
images Fashion-MNIST by Zalando Research (MIT).
`;

/**
 * Makes a folder that runs the benchmark of our own engines, webgpu above all, on any x86-64 Linux with a
 * Vulkan driver: without network, Node, npm or a browser.
 *
 * @param target is made anew
 */
export async function pack(
  _bench: string,
  target: string,
  progress: (sentence: string) => void,
): Promise<void> {
  const folder = resolve(target);
  if (existsSync(folder) && !existsSync(join(folder, 'run.sh')) && readdirSync(folder).length > 0) {
    throw new Error(`${folder} is not empty, and is no packed benchmark: name another folder.`);
  }
  if (spawnSync('xz', ['--version'], { stdio: 'ignore' }).status !== 0) {
    throw new Error('Packing needs xz: apt-get install xz-utils.');
  }
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  progress('the program …');
  await bundle(join(folder, 'benchmark'));
  progress(`${DAWN} …`);
  const dawn = fetchDawn();
  progress('compressing …');
  compress(dawn, join(folder, 'benchmark', 'dawn.node.xz'));
  compress(process.execPath, join(folder, 'node.xz'));
  copyImages(join(folder, 'images'));
  writeFileSync(join(folder, 'run.sh'), RUN);
  chmodSync(join(folder, 'run.sh'), 0o755);
  writeFileSync(join(folder, 'README.txt'), READ_ME);
  const bytes = sizeOf(folder);
  progress(`${folder}: ${(bytes / MEGABYTE).toFixed(1)} MB.`);
  if (bytes > MOST_BYTES) throw new Error(`That is more than ${MOST_BYTES / MEGABYTE} MB.`);
}

async function bundle(outDir: string): Promise<void> {
  const packed = join(ROOT, 'scripts', 'bench', 'packed');
  await build({
    root: ROOT,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    plugins: [wasmKernels()],
    ssr: { noExternal: true },
    build: {
      ssr: true,
      target: 'node20',
      outDir,
      emptyOutDir: true,
      rolldownOptions: {
        input: { main: join(packed, 'main.ts'), thread: join(packed, 'thread.ts') },
        output: { entryFileNames: '[name].mjs', chunkFileNames: 'chunks/[name]-[hash].mjs' },
      },
    },
  });
}

/** *Returns* the path of the native module for x86-64 Linux. */
function fetchDawn(): string {
  const prefix = join(ROOT, '.cache', 'dawn');
  const path = join(prefix, 'node_modules', 'webgpu', 'dist', 'linux-x64', 'dawn.node');
  if (!existsSync(path)) {
    mkdirSync(prefix, { recursive: true });
    const options = [
      '--prefix',
      prefix,
      '--no-save',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
    ];
    execFileSync('npm', ['install', ...options, DAWN], { stdio: ['ignore', 2, 2] });
  }
  return path;
}

function compress(from: string, to: string): void {
  const { status, stdout } = spawnSync('xz', ['-T0', '-6', '-c', from], { maxBuffer: 2 ** 30 });
  if (status !== 0) throw new Error(`xz could not compress ${from}.`);
  writeFileSync(to, stdout);
}

function copyImages(to: string): void {
  const from = join(ROOT, 'public', 'datasets', 'fashion-mnist');
  if (!existsSync(join(from, 'manifest.json'))) {
    throw new Error('Fashion-MNIST is not packed here: run npm run datasets first.');
  }
  mkdirSync(to);
  for (const file of readdirSync(from)) {
    if (!file.startsWith('test')) cpSync(join(from, file), join(to, file));
  }
}

function sizeOf(folder: string): number {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => statSync(join(folder, file)))
    .reduce((sum, entry) => sum + (entry.isFile() ? entry.size : 0), 0);
}
