import { MOST_PROJECTED } from '../../runs/umap-settings.ts';
import { IMAGE_STAGES, Stages } from '../run/stages.ts';
import { count, isKnownDataset } from '../run/words.ts';

/** The stages of a UMAP run. */
export const STAGES = new Stages({
  names: {
    ...IMAGE_STAGES,
    neighbours: 'Finding neighbours',
    graph: 'Building the graph',
    init: 'Placing the points',
    layout: 'Learning the layout',
    quality: 'Measuring the layout',
  },
  parts: [
    { name: 'Images', stages: ['download', 'decode', 'draw'] },
    { name: 'Neighbours', stages: ['neighbours'] },
    { name: 'Graph', stages: ['graph'] },
    { name: 'Start', stages: ['init'] },
    { name: 'Layout', stages: ['layout'] },
  ],
  partsOfState: { loading: [0, 0], preparing: [1, 3], running: [4, 4], paused: [4, 4] },
  epochs: ['layout'],
  announced: {
    idle: 'Stopped.',
    loading: 'Loading the images.',
    preparing: 'Preparing.',
    running: 'Learning the layout.',
    paused: 'Paused.',
    done: 'Done: every frame is recorded.',
    failed: 'The run failed.',
  },
});

/** What the button that projects the other split says. All datasets that have a name here have 10,000 such images. */
export function projectLabel(dataset: string, split: string): string {
  const amount = isKnownDataset(dataset) ? `${count(MOST_PROJECTED)} ` : '';
  return split === 'train'
    ? `Project the ${amount}test images`
    : `Project ${amount}training images`;
}
