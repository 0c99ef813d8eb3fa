import { COLOURS, example, type Example, stateExamples } from '../data/data-examples.ts';
import './samples.ts';

const create = () => document.createElement('uh-samples');

export const examples: readonly Example[] = [
  example(create, 'A hundred images'),
  example(create, 'Two classes pointed at elsewhere', {}, (element) => {
    element.pair = { a: 4, b: 6 };
  }),
  example(create, 'In colour, of many classes', COLOURS),
  example(create, 'Fewer than a grid', { info: { count: 23 } }),
  ...stateExamples(create),
];
