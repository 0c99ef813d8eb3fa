import type { KeptRun, Room } from '../../runs/kept-runs.ts';
import { count, size } from '../run/words.ts';

const DATE = new Intl.DateTimeFormat('en-GB', {
  ...{ day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' },
});
const KINDS = { umap: 'UMAP', cnn: 'CNN' } as const;
const STATES = {
  running: 'still being computed, here or in another tab',
  finished: '',
  interrupted: 'interrupted',
} as const;

/** `UMAP, 25 Nov 2026, 09:11, 61 of 129 frames, 3.2 MB, interrupted`. */
export function factsText(run: KeptRun): string {
  const { kind, created, frames, planned, bytes, state } = run;
  const amount =
    frames === planned ? `${count(frames)} frames` : `${count(frames)} of ${count(planned)} frames`;
  const facts = [KINDS[kind], DATE.format(new Date(created)), amount, size(bytes), STATES[state]];
  return facts.filter((fact) => fact !== '').join(', ');
}

/** What kept runs take, and what there is. */
export function roomText(runs: readonly KeptRun[], room: Room | undefined): string {
  const bytes = runs.reduce((sum, run) => sum + run.bytes, 0);
  const taken =
    runs.length === 1
      ? `The run takes ${size(bytes)}`
      : `The ${count(runs.length)} runs take ${size(bytes)}`;
  if (!room) return `${taken}.`;
  return `${taken}. This site, its datasets included, uses ${size(room.usage)} of the ${size(room.quota)} that the browser gives it.`;
}
