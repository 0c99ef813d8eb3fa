import './mistakes.ts';
import type { UhMistakes } from './mistakes.ts';
import { type MadeUpTests, testsSource } from './made-up-source.ts';

interface Example {
  readonly name: string;
  render(): HTMLElement;
}

function example(
  name: string,
  script: (source: MadeUpTests, element: UhMistakes) => void,
  source = testsSource,
): Example {
  return {
    name,
    render() {
      const made = source();
      made.player.seek(48);
      const element = document.createElement('uh-mistakes');
      element.for = made.id;
      script(made, element);
      const together = document.createElement('div');
      together.append(made, element);
      return together;
    },
  };
}

/** Chooses the second mistake once it has its picture. */
function choose(element: UhMistakes): void {
  setTimeout(() => {
    element.renderRoot.querySelectorAll<HTMLElement>('.card')[1]?.click();
  }, 300);
}

export const examples: readonly Example[] = [
  example('Before a test', () => undefined),
  example('After a test', (source) => {
    source.complete(48);
  }),
  example('One of them chosen', (source, element) => {
    source.complete(48);
    choose(element);
  }),
  example(
    'While its neighbours and its history are on their way',
    (source, element) => {
      source.complete(48);
      choose(element);
    },
    () => testsSource({ until: new Promise(() => undefined) }),
  ),
  example('A pair pointed at', (source, element) => {
    source.complete(48);
    element.pair = { a: 0, b: 3 };
  }),
  { name: 'Bound to nothing', render: () => document.createElement('uh-mistakes') },
];
