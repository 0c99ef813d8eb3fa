import { Player } from '../../trace/player.ts';
import { syntheticCnnTrace } from '../cnn/synthetic-trace.ts';
import './model-summary.ts';

interface Example {
  readonly name: string;
  render(): HTMLElement;
}

export const examples: readonly Example[] = [
  {
    name: 'The article’s network',
    render() {
      const element = document.createElement('uh-model-summary');
      element.player = new Player(syntheticCnnTrace(1));
      return element;
    },
  },
  {
    name: 'Before a run: a network of two layers',
    render() {
      const element = document.createElement('uh-model-summary');
      element.layers = syntheticCnnTrace(1).info.layers.slice(-2);
      return element;
    },
  },
  { name: 'Without layers', render: () => document.createElement('uh-model-summary') },
];
