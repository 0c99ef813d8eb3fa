import { Player } from '../../trace/player.ts';
import { Recorder } from '../../trace/trace.ts';
import './timeline.ts';

interface Example {
  readonly name: string;
  render(): HTMLElement;
}

function example(name: string, recorded: number, expected: number, closed: boolean): Example {
  return {
    name,
    render() {
      const recorder = new Recorder<undefined, { epoch: number }>(undefined, expected);
      for (let epoch = 0; epoch < recorded; epoch++) recorder.append({ epoch });
      if (closed) recorder.close();
      const element = document.createElement('uh-timeline');
      element.player = new Player(recorder);
      element.player.seek(Math.floor(recorded / 2));
      return element;
    },
  };
}

export const examples: readonly Example[] = [
  example('A finished trace', 129, 129, true),
  example('A trace that still grows', 58, 129, false),
  example('A trace that ended early', 58, 129, true),
  { name: 'Without a player', render: () => document.createElement('uh-timeline') },
];
