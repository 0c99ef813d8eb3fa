import { holdClock } from '../../controllers/player-clock.ts';
import {
  type SyntheticSource,
  syntheticSource,
  type SyntheticSourceOptions,
  syntheticView,
} from '../tile-grid/synthetic-watching.ts';
import './kernels.ts';
import type { UhKernels } from './kernels.ts';

interface Example {
  readonly name: string;
  render(): UhKernels;
}

function example(
  name: string,
  options: SyntheticSourceOptions = {},
  arrange: (source: SyntheticSource) => void = () => {
    // as it comes
  },
): Example {
  return {
    name,
    render() {
      const source = syntheticSource({ frames: 3, epochs: 48, ...options });
      const { player, watching, selection } = source;
      arrange(source);
      return Object.assign(document.createElement('uh-kernels'), { player, watching, selection });
    },
  };
}

export const examples: readonly Example[] = [
  example('Learned', { frames: 49 }),
  example('Untrained', {}, ({ player }) => {
    player.seek(0);
  }),
  example('Playing', { frames: 49 }, ({ player }) => {
    holdClock(player);
    player.play();
  }),
  example('One kernel pinned', { frames: 49 }, ({ selection }) => {
    selection.pin(12);
  }),
  example('Kernels over 64 maps: their mean', {}, ({ run }) => {
    run.watchLayers({ kernelLayer: 3, activationLayer: 3 });
  }),
  example('Ten grey kernels', { first: { filters: 10, kernelSize: 5, channels: 1 } }),
  example('32 kernels of 3 × 3', { first: { filters: 32, kernelSize: 3, channels: 3 } }),
  example('16 kernels of 7 × 7', { first: { filters: 16, kernelSize: 7, channels: 3 } }),
  example(
    'Where the weights are not kept',
    {
      viewOf: (epoch) =>
        Promise.reject(
          new Error(`The weights after epoch ${epoch} are not kept; those after 0, 2 are.`),
        ),
    },
    ({ player, run }) => {
      player.seek(1);
      run.watchLayers({});
    },
  ),
  example(
    'While it is computed',
    { viewOf: () => new Promise(() => undefined) },
    ({ player, run }) => {
      run.watched = { ...run.watched, id: 1 };
      player.seek(1);
    },
  ),
  example(
    'Diverged',
    {
      viewOf: () => {
        const { trace } = syntheticSource({ frames: 2, epochs: 48 }).player;
        const view = syntheticView(trace, 1, { kernelLayer: 0, activationLayer: 0 }, 1);
        view.kernels.fill(Number.NaN);
        return Promise.resolve(view);
      },
    },
    ({ run }) => {
      run.watchLayers({});
    },
  ),
  {
    name: 'Before the first frame',
    render: () => document.createElement('uh-kernels'),
  },
];
