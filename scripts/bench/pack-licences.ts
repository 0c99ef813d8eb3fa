import { copyFileSync, existsSync, mkdirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from '../setup.mjs';

/** Where Node's archive, and distributions' packages, have its licence, from the folder of the binary. */
const NODE_LICENCES = [
  '../LICENSE',
  '../share/doc/nodejs/LICENSE',
  '../share/doc/nodejs/copyright',
  '../share/doc/node/LICENSE',
];

/** The texts that travel with the binaries. @param dawn the folder of Dawn's npm package */
export function packLicences(to: string, dawn: string): void {
  mkdirSync(to);
  const binaries = dirname(realpathSync(process.execPath));
  const node = NODE_LICENCES.map((path) => join(binaries, path)).find(existsSync);
  if (node === undefined) {
    throw new Error(
      `The licence of Node was not found near ${process.execPath}: pack with a Node from nodejs.org, whose archive has it.`,
    );
  }
  copyFileSync(node, join(to, 'node.txt'));
  copyFileSync(join(dawn, 'LICENSE.md'), join(to, 'dawn.txt'));
  copyFileSync(join(ROOT, 'LICENSE'), join(to, 'underhood.txt'));
}
