/**
 * The engines by themselves, for a worker of one's own: the ladder, which loads the code of an engine when it comes to
 * that rung, and what the engines are given.
 */
export type { CnnEngine } from './cnn/engine.ts';
export { selectEngines as selectCnnEngines } from './cnn/select-engine.ts';
export type * from './contracts/cnn.ts';
export type * from './contracts/umap.ts';
export { articleModel } from './cnn/article-model.ts';
export { WorkerError } from './rpc/errors.ts';
export { createRandom, type Random } from './random.ts';
export type { UmapEngine } from './umap/engine.ts';
export { selectEngines as selectUmapEngines } from './umap/select-engine.ts';
