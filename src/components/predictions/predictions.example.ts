import { Player } from '../../trace/player.ts';
import { syntheticCnnTrace } from '../cnn/synthetic-trace.ts';
import { syntheticWatching } from '../cnn/synthetic-watching.ts';
import './predictions.ts';

interface Example {
  readonly name: string;
  render(): HTMLElement;
}

const MANY = Array.from({ length: 20 }, (_, i) => `a class of its own, number ${i + 1}`);

function example(name: string, epoch: number, classNames?: readonly string[]): Example {
  return {
    name,
    render() {
      const element = document.createElement('uh-predictions');
      const trace = syntheticCnnTrace(49, 48, classNames);
      const player = new Player(trace);
      const { sampledImages } = trace.info;
      player.seek(epoch);
      element.player = player;
      element.set = 3;
      element.watching = syntheticWatching(player, {
        image: sampledImages.slice(13 * 3072, 14 * 3072),
      });
      return element;
    },
  };
}

export const examples: readonly Example[] = [
  example('Trained', 48),
  example('Untrained', 0),
  example('Half way', 8),
  example('Two classes', 20, ['cat', 'dog']),
  example('Twenty classes with long names', 20, MANY),
  { name: 'Before the first frame', render: () => document.createElement('uh-predictions') },
];
