import type { CnnTest } from '../../../workers/contracts/cnn.ts';
import { Player } from '../../trace/player.ts';
import { syntheticCnnTrace } from '../cnn/synthetic-trace.ts';
import './confusion-matrix.ts';

interface Example {
  readonly name: string;
  render(): HTMLElement;
}

const MANY = Array.from({ length: 20 }, (_, i) => `a class of its own, number ${i + 1}`);

function example(
  name: string,
  epoch: number,
  classNames?: readonly string[],
  isTest = false,
): Example {
  return {
    name,
    render() {
      const element = document.createElement('uh-confusion-matrix');
      const trace = syntheticCnnTrace(49, 48, classNames);
      element.player = new Player(trace);
      element.player.seek(epoch);
      const { frame } = element.player;
      if (isTest && frame) {
        const test: CnnTest = {
          ...{ epoch, count: 10_000, loss: 1, accuracy: 0.66 },
          labels: new Uint8Array(),
          probabilities: new Float32Array(),
          confusion: frame.confusion.map((n) => 5 * n),
        };
        element.test = test;
      }
      return element;
    },
  };
}

export const examples: readonly Example[] = [
  example('Trained', 48),
  example('Untrained', 0),
  example('Of a test', 48, undefined, true),
  example('Two classes', 20, ['cat', 'dog']),
  example('Twenty classes with long names', 30, MANY),
  {
    name: 'A pair that is pointed at in another figure',
    render() {
      const element = document.createElement('uh-confusion-matrix');
      element.player = new Player(syntheticCnnTrace());
      element.player.seek(48);
      element.pair = { a: 3, b: 5 };
      return element;
    },
  },
  { name: 'Before the first frame', render: () => document.createElement('uh-confusion-matrix') },
];
