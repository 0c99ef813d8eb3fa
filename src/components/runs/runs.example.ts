import type { KeptRun } from '../../runs/kept-runs.ts';
import './runs.ts';
import { ScriptedRegistry } from './scripted-registry.ts';

interface Example {
  readonly name: string;
  render(): HTMLElement;
}

/** @param pressed the button of the first run that was pressed */
function example(name: string, runs: readonly KeptRun[], pressed?: string): Example {
  return {
    name,
    render() {
      const element = document.createElement('uh-runs');
      const registry = new ScriptedRegistry(runs);
      element.registry = registry;
      if (pressed) {
        void registry.read.then(async () => {
          await element.updateComplete;
          element.renderRoot.querySelector<HTMLElement>(`[data-asks='${pressed}']`)?.click();
        });
      }
      return element;
    },
  };
}

const RUN: KeptRun = {
  id: 'a',
  kind: 'umap',
  name: 'Fashion-MNIST, 60,000 points, 15 neighbours, seed 42, 25 Nov, 09:11',
  dataset: 'Fashion-MNIST',
  engine: 'wasm',
  planned: 129,
  created: '2026-11-25T09:11:00Z',
  state: 'running',
  frames: 61,
  bytes: 9_400_000,
  named: false,
};

export const SEVERAL: readonly KeptRun[] = [
  RUN,
  {
    ...RUN,
    ...{ id: 'b', kind: 'cnn', state: 'finished', frames: 26, planned: 26, bytes: 3_100_000 },
    ...{ name: 'The one that saw the puppy', named: true, created: '2026-11-24T18:02:00Z' },
  },
  {
    ...RUN,
    ...{ id: 'c', state: 'interrupted', frames: 12, bytes: 2_000_000 },
    ...{ name: 'Garments, 500 points, 15 neighbours, seed 7, 23 Nov, 21:40' },
    created: '2026-11-23T21:40:00Z',
  },
];

export const examples: readonly Example[] = [
  example('Three runs', SEVERAL),
  example('A new name', SEVERAL.slice(1), 'rename'),
  example('Before deleting', SEVERAL.slice(1), 'delete'),
  example('None yet', []),
];
