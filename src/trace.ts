/**
 * Recordings without the elements: reading, writing and checking them, in a browser or in Node
 * (docs/trace-format.md describes the format).
 */
export { checkTrace, type TraceProblem, type TraceReport } from './trace/zarr/check-trace.ts';
export {
  type OpenedCnnTrace,
  type OpenedUmapTrace,
  openCnnTrace,
  openUmapTrace,
  type OpenOptions,
  type TraceSource,
} from './trace/zarr/open-trace.ts';
export {
  type Bytes,
  MemoryStore,
  type ReadableStore,
  type WritableStore,
} from './trace/zarr/store.ts';
export { TraceError } from './trace/zarr/trace-error.ts';
export { CnnTraceWriter, UmapTraceWriter, type WriteOptions } from './trace/zarr/trace-writer.ts';
export { zipTrace } from './trace/zarr/zip-store.ts';
