/** `npm start`: sets up whatever is missing, builds, serves, prints the address. PORT, HOST. */
import { ensureBuild, ensureDatasets, ensureDependencies, fail, say } from './setup.mjs';

const port = Number(process.env['PORT'] ?? 4173);
if (!Number.isInteger(port) || port < 1 || port > 65535) {
  fail(`PORT must be a whole number from 1 to 65535; it is “${process.env['PORT']}”.`);
}
const host = process.env['HOST'] ?? 'localhost';

ensureDependencies();
ensureDatasets();
ensureBuild();

const { serveSite } = await import('./serve.mjs');
const { url } = await serveSite({ port, host });
const taken = Number(new URL(url).port || 80);
if (taken !== port) say(`port ${port} is taken by another program, so this uses port ${taken}.`);
process.stdout.write(`underhood is ready: ${url}\n`);
say('stop it with Ctrl+C.');
