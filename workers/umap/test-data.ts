import type { UmapInput } from '../contracts/umap.ts';
import type { Control } from '../rpc/control.ts';
import type { Progress } from '../contracts/control.ts';

/** Curved sheets of vectors, ten classes; scripts/goldens/umap-goldens.py makes the same ones. */
export function clusters(count: number, dimensions = 32, classes = 10, seed = 7): UmapInput {
  let state = seed;
  const uniform = (n: number): number => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return Math.floor(((state >>> 16) * n) / 65536);
  };
  const draw = (value: () => number): number[][] =>
    Array.from({ length: classes }, () => Array.from({ length: dimensions }, value));
  const centres = draw(() => 80 + uniform(96));
  const first = draw(() => uniform(17) - 8);
  const second = draw(() => uniform(17) - 8);
  const images = new Uint8Array(count * dimensions);
  const labels = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const c = i % classes;
    const s = uniform(81) - 40;
    const t = uniform(81) - 40;
    labels[i] = c;
    for (let d = 0; d < dimensions; d++) {
      const bend = (s * (first[c]?.[d] ?? 0) + t * (second[c]?.[d] ?? 0)) >> 3;
      const value = (centres[c]?.[d] ?? 0) + bend + uniform(9) - 4;
      images[i * dimensions + d] = Math.min(255, Math.max(0, value));
    }
  }
  return { images, labels, count, dimensions };
}

/** A control that nobody aborts unless `controller` does, and what was reported to it. */
export function testControl(): Control & { controller: AbortController; reports: Progress[] } {
  const controller = new AbortController();
  const reports: Progress[] = [];
  return {
    controller,
    signal: controller.signal,
    reports,
    report: (progress) => reports.push(progress),
  };
}
