import { Player } from '../../trace/player.ts';
import { syntheticCnnTrace } from '../cnn/synthetic-trace.ts';
import { syntheticWatching } from '../cnn/synthetic-watching.ts';
import './prediction.ts';

interface Example {
  readonly name: string;
  render(): HTMLElement;
}

function example(
  name: string,
  epoch: number,
  label: number | undefined,
  classNames?: readonly string[],
): Example {
  return {
    name,
    render() {
      const element = document.createElement('uh-prediction');
      const player = new Player(syntheticCnnTrace(49, 48, classNames));
      player.seek(epoch);
      element.player = player;
      element.watching = syntheticWatching(player, { label });
      return element;
    },
  };
}

export const MANY = Array.from({ length: 20 }, (_, i) => `a class of its own, number ${i + 1}`);

export const examples: readonly Example[] = [
  example('Trained, and right', 48, 5),
  example('Untrained: every class is near chance', 0, 5),
  example('Wrong', 30, 3),
  example('A picture of the visitor’s own', 12, undefined),
  example('Two classes', 20, 1, ['cat', 'dog']),
  example('Twenty classes with long names', 20, 7, MANY),
  { name: 'Before the first frame', render: () => document.createElement('uh-prediction') },
];
