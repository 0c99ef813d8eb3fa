import './expectation.ts';
import { layoutSource, type MadeUpSource, networkSource } from './made-up-source.ts';

interface Example {
  readonly name: string;
  render(): HTMLElement;
}

function example(
  name: string,
  makeSource: () => MadeUpSource,
  pair: { readonly a: number; readonly b: number } | null = null,
): Example {
  return {
    name,
    render() {
      const source = makeSource();
      const element = document.createElement('uh-expectation');
      element.for = source.id;
      element.pair = pair;
      const together = document.createElement('div');
      together.append(source, element);
      return together;
    },
  };
}

/** A made-up network after so many epochs. */
function after(epoch: number, classNames?: readonly string[]): MadeUpSource {
  const source = networkSource(classNames);
  source.player?.seek(epoch);
  return source;
}

export const examples: readonly Example[] = [
  example('A finished layout', () => layoutSource()),
  example('A pair pointed at', () => layoutSource(), { a: 2, b: 4 }),
  example('While the layout is learned', () => layoutSource({ measured: false })),
  example('A network', () => after(48)),
  example('An untrained network', () => after(0)),
  example('Three classes', () => after(20, ['cat', 'dog', 'ship'])),
  example('Two classes', () => after(20, ['cat', 'dog'])),
  { name: 'Bound to nothing', render: () => document.createElement('uh-expectation') },
];
