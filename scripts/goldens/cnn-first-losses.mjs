/**
 * Losses of the article's network in its first five steps on drawn images, by tfjs's processor backend: what every
 * training engine is held to. Some minutes.
 *
 *   node scripts/goldens/cnn-first-losses.mjs
 *
 * writes workers/cnn/goldens/first-losses.json. Through Vite, because Node alone cannot load tfjs's gradients.
 */
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'vite';

// tfjs takes Node for a place of CommonJS modules.
globalThis.require = createRequire(import.meta.url);

const server = await createServer({
  configFile: false,
  appType: 'custom',
  server: { middlewareMode: true, ws: false },
  optimizeDeps: { noDiscovery: true },
  ssr: { noExternal: [/@tensorflow/] },
});
const load = (/** @type {string} */ file) => server.ssrLoadModule(file);
const { TfjsEngine } = await load('/workers/cnn/tfjs/engine.ts');
const { drawnImages, firstLosses } = await load('/workers/cnn/testing/first-steps.ts');
const { dropoutMask } = await load('/workers/cnn/dropout.ts');
const { version_core: version } = await load('@tensorflow/tfjs-core');

const runs = [];
for (const { batch, dropout } of [
  { batch: 10, dropout: 0 },
  { batch: 10, dropout: 0.25 },
  // For engines that take seconds an image, as tfjs's webgpu on a software adapter does.
  { batch: 4, dropout: 0 },
]) {
  const images = drawnImages(5 * batch);
  const losses = [...(await firstLosses(new TfjsEngine('cpu'), images, { batch, dropout }))];
  runs.push({ batch, dropout, losses });
  console.error(`batch ${batch}, dropout ${dropout}: ${losses.join(', ')}`);
}
await server.close();
const golden = {
  source: 'scripts/goldens/cnn-first-losses.mjs',
  library: `TensorFlow.js ${version}, cpu`,
  mask: [...dropoutMask(32, 0.25, 24)].map((value) => (value > 0 ? 1 : 0)).join(''),
  runs,
};
const file = new URL('../../workers/cnn/goldens/first-losses.json', import.meta.url);
writeFileSync(file, `${JSON.stringify(golden)}\n`);
