import { COLOURS, example, type Example, LARGE, stateExamples } from '../data/data-examples.ts';
import './class-averages.ts';

const create = () => document.createElement('uh-class-averages');

export const examples: readonly Example[] = [
  example(create, 'Ten classes'),
  example(create, 'Two classes and their difference', {}, (element) => {
    element.pair = { a: 6, b: 4 };
  }),
  example(create, 'In colour, of many classes', COLOURS, (element) => {
    element.pair = { a: 0, b: 7 };
  }),
  example(create, 'A large dataset asks first', LARGE),
  ...stateExamples(create),
];
