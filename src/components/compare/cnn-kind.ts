import type { CnnFrame, CnnMetrics, CnnTest } from '../../../workers/contracts/cnn.ts';
import type { CnnRunApi } from '../../runs/cnn-run-api.ts';
import { FIELD_GROUPS } from '../cnn/parameter-fields.ts';
import { percent } from '../cnn/words.ts';
import type { FieldGroup } from '../run/fields.ts';
// What `createElement` makes of the tag; the code is there where one of them is compared.
import type {} from '../cnn/cnn.ts';
import type { Change, Composite, Kind, Measure } from './composite.ts';

/** What is needed of a `<uh-cnn>` beyond that. */
interface CnnComposite extends Composite {
  readonly control: Composite['control'] & { readonly run: CnnRunApi | undefined };
  createRun(): CnnRunApi | Promise<CnnRunApi>;
}

const framesOf = ({ trace }: Composite): readonly CnnFrame[] =>
  (trace?.frames ?? []) as readonly CnnFrame[];

const valuesOf = (name: keyof CnnMetrics) => (side: Composite) =>
  framesOf(side).map(({ metrics }) => metrics[name]);

/** On the test images, with the last weights. */
function testOf(side: Composite): CnnTest | undefined {
  const last = framesOf(side).at(-1);
  return last && (side as CnnComposite).control.run?.tests.get(last.epoch);
}

const ACCURACY = {
  estimated: false,
  text: (share: number) => percent(share, 1),
  distance: (by: number) => `${(100 * by).toFixed(1)} points`,
} as const;

const MEASURES: readonly Measure[] = [
  {
    ...ACCURACY,
    name: 'validationAccuracy',
    label: 'Validation accuracy',
    help: 'How many of the images that it does not learn from it tells right.',
    values: valuesOf('validationAccuracy'),
    final: () => undefined,
  },
  {
    name: 'validationLoss',
    label: 'Validation loss',
    help: 'How far off its opinions are on those images; lower is better. It rises where it learns by heart.',
    estimated: false,
    text: (loss) => loss.toFixed(3),
    distance: (by) => by.toFixed(3),
    values: valuesOf('validationLoss'),
    final: () => undefined,
  },
  {
    ...ACCURACY,
    name: 'testAccuracy',
    label: 'Test accuracy at the end',
    help: 'How many of the test images the finished network tells right.',
    values: () => [],
    final: (side) => testOf(side)?.accuracy,
  },
];

/** Settings of training alone. */
const OF_TRAINING = ['epochs', 'schedule', 'stepsPerEpoch', 'batchSize', 'learningRate', 'dropout'];

/** A product of decimals as a person would write it: 0.0005 × 10 is 0.005. */
const times = (value: number, factor: number): number => Number((value * factor).toPrecision(6));

export const cnnKind: Kind = {
  // Which image is watched makes no other run.
  groups: FIELD_GROUPS.map(({ title, fields }): FieldGroup<string> => ({
    title,
    fields: fields.filter(({ name }) => name !== 'image'),
  })),
  measures: MEASURES,
  glides: false,
  caption:
    'Both are asked about the same images after each epoch. Filters have no order: the third on the left need not look for what the third on the right does.',

  suggestions({ learningRate, dropout, seed }) {
    const rate = Number(learningRate);
    const all: readonly Change[] = [
      { name: 'learningRate', value: times(rate, 10) },
      { name: 'learningRate', value: times(rate, 0.1) },
      { name: 'dropout', value: 0 },
      { name: 'dropout', value: 0.5 },
      { name: 'seed', value: Number(seed) + 1 },
    ];
    const fields: Readonly<Record<string, unknown>> = { learningRate, dropout, seed };
    return all.filter(({ name, value }) => value !== fields[name]);
  },

  remark({ name }) {
    if (name === 'seed')
      return 'What differs between two seeds is chance: other differences mean something where they are larger.';
    return OF_TRAINING.includes(name) ? 'It begins with the same random weights as the first.' : '';
  },

  create(first, fields) {
    const cnn = first as CnnComposite;
    const second = document.createElement('uh-cnn');
    second.createRun = () => cnn.control.run?.fork() ?? cnn.createRun();
    second.fps = cnn.fps;
    second.background = cnn.background;
    second.setFields(fields);
    return second;
  },
};
