import { holdClock } from '../../controllers/player-clock.ts';
import {
  type SyntheticSource,
  syntheticSource,
  type SyntheticSourceOptions,
  syntheticView,
} from '../tile-grid/synthetic-watching.ts';
import './activations.ts';
import type { UhActivations } from './activations.ts';

interface Example {
  readonly name: string;
  render(): UhActivations;
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
      return Object.assign(document.createElement('uh-activations'), {
        player,
        watching,
        selection,
      });
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
  example('One map pinned', { frames: 49 }, ({ selection }) => {
    selection.pin(12);
  }),
  example('After pooling', {}, ({ run }) => {
    run.watchLayers({ kernelLayer: 0, activationLayer: 2 });
  }),
  example('Of another layer than the kernels: a selection of its own', {}, ({ run, selection }) => {
    run.watchLayers({ kernelLayer: 0, activationLayer: 3 });
    selection.pin(12);
  }),
  example('Ten maps of a grey image', { first: { filters: 10, kernelSize: 5, channels: 1 } }),
  example('32 maps', { first: { filters: 32, kernelSize: 3, channels: 3 } }),
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
        view.activations.fill(Number.NaN);
        return Promise.resolve(view);
      },
    },
    ({ run }) => {
      run.watchLayers({});
    },
  ),
  {
    name: 'Before the first frame',
    render: () => document.createElement('uh-activations'),
  },
];
