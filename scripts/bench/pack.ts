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
import { bundleProgram } from '../engines/bundle.mjs';
import { DAWN, fetchDawn } from '../engines/fetch-dawn.mjs';
import { ROOT } from '../setup.mjs';
import { checkXz, compress } from './compress.ts';
import { packCifar10, packFashionMnist } from './pack-images.ts';
import { packLicences } from './pack-licences.ts';

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
  await bundleProgram({
    main: join(ROOT, 'scripts', 'bench', 'packed', `${bench}.ts`),
    outDir: join(folder, 'benchmark'),
    licences: 'licences.md',
  });
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

function sizeOf(folder: string): number {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => statSync(join(folder, file)))
    .reduce((sum, entry) => sum + (entry.isFile() ? entry.size : 0), 0);
}
