import { COLOURS, example, type Example, LARGE, stateExamples } from '../data/data-examples.ts';
import './clustermap.ts';

const create = () => document.createElement('uh-clustermap');

export const examples: readonly Example[] = [
  example(create, 'Ten classes'),
  example(create, 'With dendrograms', {}, (element) => {
    element.dendrograms = true;
  }),
  example(create, 'A pair pointed at elsewhere', {}, (element) => {
    element.pair = { a: 6, b: 4 };
  }),
  example(create, 'Many classes with long names', COLOURS),
  example(create, 'A large dataset asks first', LARGE),
  ...stateExamples(create),
];
