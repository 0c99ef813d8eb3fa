import type { DatasetInfo } from '../../../workers/contracts/dataset.ts';
import type { Progress, RunState } from '../../runs/run.ts';

import { MOST_PROJECTED } from '../../runs/umap-settings.ts';

const NUMBER = new Intl.NumberFormat('en-US');

export function count(n: number): string {
  return NUMBER.format(n);
}

/** Bytes in the unit that people say them in. */
export function size(bytes: number): string {
  if (bytes < 950e3) return `${Math.max(1, Math.round(bytes / 1e3))} kB`;
  if (bytes < 950e6) return `${(bytes / 1e6).toFixed(bytes < 9.5e6 ? 1 : 0)} MB`;
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

/** A time that nobody needs to the second: `12 s`, `3 min`, `1.5 h`. */
export function duration(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}

/** What is done in a stage, as a person would say it. */
const STAGES: Readonly<Record<string, string>> = {
  download: 'Downloading images',
  decode: 'Decoding images',
  draw: 'Drawing images',
  neighbours: 'Finding neighbours',
  graph: 'Building the graph',
  init: 'Placing the points',
  layout: 'Learning the layout',
  quality: 'Measuring the layout',
};

export function stageName(stage: string): string {
  return STAGES[stage] ?? stage;
}

/** `Finding neighbours 3,210 of 5,000`. */
export function stageText({ stage, done, total, unit }: Progress): string {
  const name = stageName(stage);
  if (stage === 'layout') return `${name}, epoch ${count(done)} of ${count(total)}`;
  const amount = unit === 'bytes' ? size : count;
  if (total <= 0) return done > 0 ? `${name}, ${amount(done)}` : name;
  return `${name} ${amount(Math.min(done, total))} of ${amount(total)}`;
}

/** The parts of a run, as the progress bar shows them; each is one or more stages of the workers. */
export const PARTS = [
  { name: 'Images', stages: ['download', 'decode', 'draw'] },
  { name: 'Neighbours', stages: ['neighbours'] },
  { name: 'Graph', stages: ['graph'] },
  { name: 'Start', stages: ['init'] },
  { name: 'Layout', stages: ['layout'] },
] as const;

/** First and last part that a state can be in. */
const PARTS_OF_STATE: Readonly<Partial<Record<RunState, readonly [number, number]>>> = {
  loading: [0, 0],
  preparing: [1, 3],
  running: [4, 4],
  paused: [4, 4],
};

/**
 * The part that a progress report is of; undefined if it is left over from another state. The newest
 * report may be older than the state.
 */
function partOf(state: RunState, progress: Progress | undefined): number | undefined {
  const [first, last] = PARTS_OF_STATE[state] ?? [0, -1];
  const part = PARTS.findIndex(({ stages }) =>
    (stages as readonly string[]).includes(progress?.stage ?? ''),
  );
  return part >= first && part <= last ? part : undefined;
}

/** How much of each part is done, 0..1 each. */
export function partShares(state: RunState, progress: Progress | undefined): number[] {
  if (state === 'done') return PARTS.map(() => 1);
  const [first] = PARTS_OF_STATE[state] ?? [0];
  const reported = partOf(state, progress);
  const current = reported ?? first;
  const known = progress !== undefined && reported !== undefined && progress.total > 0;
  const share = known ? Math.min(1, progress.done / progress.total) : 0;
  return PARTS.map((_, part) => (part < current ? 1 : part > current ? 0 : share));
}

/** The report, unless it is left over from another state. */
export function currentProgress(
  state: RunState,
  progress: Progress | undefined,
): Progress | undefined {
  return partOf(state, progress) === undefined ? undefined : progress;
}

const TITLES: Readonly<Record<string, string>> = {
  'fashion-mnist': 'Fashion-MNIST',
  'cifar-10': 'CIFAR-10',
  garments: 'Garments',
  objects: 'Objects',
};

/** A dataset's title before it is opened. */
export function datasetTitle(name: string): string {
  const known = TITLES[name];
  if (known !== undefined) return known;
  const path = name.split(/[?#]/)[0]?.split('/').filter(Boolean) ?? [];
  return path.at(-1) ?? name;
}

/** What the button that projects the other split says. All datasets that have a name here have 10,000 such images. */
export function projectLabel(dataset: string, split: string): string {
  const amount = dataset in TITLES ? `${count(MOST_PROJECTED)} ` : '';
  return split === 'train'
    ? `Project the ${amount}test images`
    : `Project ${amount}training images`;
}

/** Where a dataset's images come from, said plainly. */
export function originText({ origin }: Pick<DatasetInfo, 'origin'>): string {
  const texts = { real: 'real images', drawn: 'images drawn by this project', own: 'your images' };
  return texts[origin];
}

const ANNOUNCED: Readonly<Record<RunState, string>> = {
  idle: 'Stopped.',
  loading: 'Loading the images.',
  preparing: 'Preparing.',
  running: 'Learning the layout.',
  paused: 'Paused.',
  done: 'Done: every frame is recorded.',
  failed: 'The run failed.',
};

/** What a screen reader hears: once a state or stage, never at every tick. */
export function announcement(state: RunState, progress: Progress | undefined): string {
  const current = state === 'preparing' ? currentProgress(state, progress) : undefined;
  return current ? `${stageName(current.stage)}.` : ANNOUNCED[state];
}
