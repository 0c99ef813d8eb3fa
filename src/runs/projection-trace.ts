import type { UmapFrame } from '../../workers/contracts/umap.ts';
import { Recorder, type UmapTrace, type UmapTraceInfo } from '../trace/trace.ts';

/** Copying may keep the page busy for so long at a time, ms. */
const SLICE = 8;

/**
 * New images that settle in a finished layout, as a trace: the layout's points, which stay, then the new ones.
 * So they are played, scrubbed and hovered like any trace. *Borrows* all. In slices.
 *
 * @param frames of the new points, one after each epoch
 */
export async function projectionTrace(
  of: UmapTraceInfo,
  embedding: Float32Array,
  labels: Uint8Array,
  frames: readonly Float32Array[],
): Promise<UmapTrace> {
  const all = new Uint8Array(of.labels.length + labels.length);
  all.set(of.labels);
  all.set(labels, of.labels.length);
  const info: UmapTraceInfo = {
    ...of,
    labels: all,
    points: of.points + labels.length,
    projectedFrom: of.points,
  };
  const recorder = new Recorder<UmapTraceInfo, UmapFrame>(info, frames.length);
  let deadline = performance.now() + SLICE;
  for (const [epoch, placed] of frames.entries()) {
    const both = new Float32Array(embedding.length + placed.length);
    both.set(embedding);
    both.set(placed, embedding.length);
    recorder.append({ epoch, embedding: both, epochMs: 0 });
    if (performance.now() < deadline) continue;
    await new Promise((resolve) => setTimeout(resolve));
    deadline = performance.now() + SLICE;
  }
  recorder.close();
  return recorder;
}
