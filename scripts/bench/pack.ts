import { execFileSync } from 'node:child_process';
import {
  chmodSync,
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
import { checkXz, compress } from './compress.ts';
import { packCifar10, packFashionMnist } from './pack-images.ts';
import { packLicences } from './pack-licences.ts';

/** Dawn for Node: 90 MB with all systems' binaries, so it is fetched for packing alone. 0.6.0 and 0.6.1 want a newer C++ library than Debian 12's. */
const DAWN = 'webgpu@0.6.2';

const MEGABYTE = 1e6;
/** What some lenders of graphics cards let travel. */
const MOST_BYTES = 60 * MEGABYTE;

type Bench = 'umap' | 'cnn';

/** What differs between the folders. */
const CONTENT = {
  umap: {
    title: 'UMAP',
    example: '--points 60000 --runs 3 --json',
    packImages: (to: string) => {
      packFashionMnist(to);
      return Promise.resolve('Fashion-MNIST by Zalando Research (MIT)');
    },
  },
  cnn: { title: 'the CNN', example: '--batch 10,40,80 --json', packImages: packCifar10 },
} as const;

const runScript = (bench: Bench): string => `#!/bin/sh
# Times ${CONTENT[bench].title} on this machine's graphics card: ./run.sh ${CONTENT[bench].example}
# Needs x86-64 Linux with a Vulkan driver, and xz. No network.
set -e
command -v xz >/dev/null || { echo "This needs xz: install xz-utils." >&2; exit 1; }
here=$(cd "$(dirname "$0")" && pwd)
for packed in "$here"/*.xz "$here"/benchmark/*.xz "$here"/images/*.xz; do
  file=\${packed%.xz}
  if [ ! -e "$packed" ] || [ -e "$file" ]; then continue; fi
  xz -dkc "$packed" >"$file.part"
  mv "$file.part" "$file"
done
chmod +x "$here/node"
exec "$here/node" "$here/benchmark/main.mjs" "$@"
`;

const readMe = (bench: Bench, images: string): string => `\
The benchmark of ${CONTENT[bench].title} of underhood, self-contained: ./run.sh --help

node is Node.js ${process.versions.node} (MIT, with others' work in it), benchmark/dawn.node Dawn for Node (npm: ${DAWN}; BSD-3-Clause).
licences/ has their texts and our own, benchmark/licences.md those of the packages in the program.
images/ has ${images}.
`;

/**
 * Makes a folder that runs a benchmark of our own engines, webgpu above all, on any x86-64 Linux with a
 * Vulkan driver: without network, Node, npm or a browser.
 *
 * @param target is made anew
 */
export async function pack(
  bench: Bench,
  target: string,
  progress: (sentence: string) => void,
): Promise<void> {
  const folder = resolve(target);
  if (existsSync(folder) && !existsSync(join(folder, 'run.sh')) && readdirSync(folder).length > 0) {
    throw new Error(`${folder} is not empty, and is no packed benchmark: name another folder.`);
  }
  checkXz();
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  progress('the program …');
  await bundle(bench, join(folder, 'benchmark'));
  progress(`${DAWN} …`);
  const dawn = fetchDawn();
  packLicences(join(folder, 'licences'), dawn);
  progress('compressing …');
  compress(join(dawn, 'dist', 'linux-x64', 'dawn.node'), join(folder, 'benchmark', 'dawn.node.xz'));
  compress(process.execPath, join(folder, 'node.xz'));
  const images = await CONTENT[bench].packImages(join(folder, 'images'));
  writeFileSync(join(folder, 'run.sh'), runScript(bench));
  chmodSync(join(folder, 'run.sh'), 0o755);
  writeFileSync(join(folder, 'README.txt'), readMe(bench, images));
  const bytes = sizeOf(folder);
  progress(`${folder}: ${(bytes / MEGABYTE).toFixed(1)} MB.`);
  if (bytes > MOST_BYTES) throw new Error(`That is more than ${MOST_BYTES / MEGABYTE} MB.`);
}

async function bundle(bench: Bench, outDir: string): Promise<void> {
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
      license: { fileName: 'licences.md' },
      rolldownOptions: {
        input: { main: join(packed, `${bench}.ts`), thread: join(packed, 'thread.ts') },
        output: { entryFileNames: '[name].mjs', chunkFileNames: 'chunks/[name]-[hash].mjs' },
      },
    },
  });
}

/** *Returns* the folder of the npm package, fetched once. */
function fetchDawn(): string {
  const prefix = join(ROOT, '.cache', 'dawn');
  const folder = join(prefix, 'node_modules', 'webgpu');
  if (!existsSync(join(folder, 'LICENSE.md'))) {
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
  return folder;
}

function sizeOf(folder: string): number {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => statSync(join(folder, file)))
    .reduce((sum, entry) => sum + (entry.isFile() ? entry.size : 0), 0);
}
