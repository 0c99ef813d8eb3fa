import type { CnnTraceInfo } from '../trace/cnn-trace.ts';
import type { UmapTraceInfo } from '../trace/trace.ts';

const NUMBER = new Intl.NumberFormat('en-US');
const DATE = new Intl.DateTimeFormat('en-GB', {
  ...{ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
});

/** `Garments, 500 points, 15 neighbours, seed 42, 25 Nov, 09:11`: by which somebody knows it again. */
export function keptName(info: UmapTraceInfo | CnnTraceInfo, when: Date): string {
  const parameters =
    info.kind === 'umap'
      ? [`${NUMBER.format(info.points)} points`, `${info.params.nNeighbors} neighbours`]
      : [`${NUMBER.format(info.trainCount)} images`, `${info.steps.length} epochs`];
  const { title } = info.dataset;
  return [title, ...parameters, `seed ${info.params.seed}`, DATE.format(when)].join(', ');
}
