import { quickselect } from './quickselect.ts';

/**
 * Most points of a class that its median is taken over, evenly spread: of more, the median of all lies
 * well within the width of a letter of theirs.
 */
const SAMPLE = 1500;

/**
 * Medians of each class's points, per axis: where the class's name stands. Members are sorted out
 * once; a frame then costs a selection, half a millisecond at most for ten classes, and is
 * remembered as long as the frame itself lives, so that scrubbing back is free.
 */
export class ClassMedians {
  private readonly members: readonly Uint32Array[];
  private readonly scratch: Float32Array;
  private readonly known = new WeakMap<Float32Array, Float32Array>();

  /** *Borrows* `labels`, and only now. */
  constructor(labels: Uint8Array, classCount: number) {
    const counts = new Uint32Array(classCount);
    for (const label of labels) if (label < classCount) counts[label] = (counts[label] ?? 0) + 1;
    const members = Array.from(counts, (count) => new Uint32Array(count));
    const filled = new Uint32Array(classCount);
    labels.forEach((label, index) => {
      const list = members[label];
      const at = filled[label];
      if (!list || at === undefined) return;
      list[at] = index;
      filled[label] = at + 1;
    });
    this.members = members.map((list) => {
      const stride = Math.ceil(list.length / SAMPLE);
      return stride <= 1 ? list : list.filter((_, at) => at % stride === 0);
    });
    this.scratch = new Float32Array(SAMPLE);
  }

  /** classes × components, row-major; NaN for a class without (finite) points. *Borrows* `embedding`. */
  of(embedding: Float32Array, components: 2 | 3): Float32Array {
    const hit = this.known.get(embedding);
    if (hit) return hit;
    const medians = new Float32Array(this.members.length * components).fill(Number.NaN);
    this.members.forEach((members, label) => {
      for (let axis = 0; axis < components; axis++) {
        medians[label * components + axis] = this.median(embedding, components, axis, members);
      }
    });
    this.known.set(embedding, medians);
    return medians;
  }

  private median(
    embedding: Float32Array,
    components: number,
    axis: number,
    members: Uint32Array,
  ): number {
    const { scratch } = this;
    let finite = 0;
    for (const index of members) {
      const value = embedding[index * components + axis] ?? Number.NaN;
      if (value - value === 0) scratch[finite++] = value;
    }
    return finite === 0 ? Number.NaN : quickselect(scratch, finite, finite >> 1);
  }
}
