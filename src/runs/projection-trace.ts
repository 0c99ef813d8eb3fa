import type { UmapFrame } from '../../workers/contracts/umap.ts';
import { Recorder, type UmapTrace, type UmapTraceInfo } from '../trace/trace.ts';

/**
 * New images that settle in a finished layout, as a trace: the layout's points, which stay, then the new ones.
 * So they are played, scrubbed and hovered like any trace. *Borrows* all.
 *
 * @param frames of the new points, one after each epoch
 */
export function projectionTrace(
  of: UmapTraceInfo,
  embedding: Float32Array,
  labels: Uint8Array,
  frames: readonly Float32Array[],
): UmapTrace {
  const info: UmapTraceInfo = {
    ...of,
    labels: Uint8Array.from([...of.labels, ...labels]),
    points: of.points + labels.length,
    projectedFrom: of.points,
  };
  const recorder = new Recorder<UmapTraceInfo, UmapFrame>(info, frames.length);
  for (const [epoch, placed] of frames.entries()) {
    const both = new Float32Array(embedding.length + placed.length);
    both.set(embedding);
    both.set(placed, embedding.length);
    recorder.append({ epoch, embedding: both, epochMs: 0 });
  }
  recorder.close();
  return recorder;
}
