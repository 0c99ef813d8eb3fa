/**
 * `underhood/vite`: what a Vite project needs, in one line. Workers become modules, so that what few runs need (TensorFlow.js,
 * umap-js, other engines) stays in files of its own, fetched when it is chosen; without it all that is in one file a worker.
 * And the development server leaves the package as it is, where Vite finds its workers.
 * @returns {import('vite').Plugin}
 */
export function underhood() {
  return {
    name: 'underhood',
    config: () => ({
      worker: { format: 'es' },
      optimizeDeps: { exclude: ['underhood'] },
    }),
  };
}

export default underhood;
