import { DATASET_FIELD, type FieldGroup, SEED_FIELD } from '../run/fields.ts';
import type { CnnFieldName } from './settings.ts';

export const FIELD_GROUPS: readonly FieldGroup<CnnFieldName>[] = [
  {
    title: 'Data',
    fields: [
      DATASET_FIELD,
      {
        kind: 'number',
        name: 'points',
        label: 'training images',
        help: 'How many, from the first on. Some are set aside for validation.',
        min: 500,
        max: 60_000,
        step: 1,
        optional: true,
      },
      SEED_FIELD,
      {
        kind: 'choice',
        name: 'engine',
        label: 'engine',
        help: 'What computes it; auto takes the fastest.',
        choices: [
          'auto',
          'webgpu',
          'wasm',
          'tfjs-webgpu',
          'tfjs-wasm',
          'tfjs-webgl',
          'tfjs-cpu',
        ].map((name) => [name, name] as const),
      },
    ],
  },
  {
    title: 'How long it learns',
    fields: [
      {
        kind: 'choice',
        name: 'schedule',
        label: 'schedule',
        help: 'The article’s epochs and batches grow: first steps are seen one by one, later ones many at a time.',
        choices: [
          ['article', 'the article’s'],
          ['fixed', 'fixed'],
        ],
      },
      {
        kind: 'number',
        name: 'epochs',
        label: 'epochs',
        help: 'Rounds of the schedule; each is one frame.',
        min: 1,
        max: 1000,
        step: 1,
      },
      {
        kind: 'number',
        name: 'stepsPerEpoch',
        label: 'steps_per_epoch',
        help: 'Of the fixed schedule.',
        min: 1,
        max: 10_000,
        step: 1,
      },
      {
        kind: 'number',
        name: 'batchSize',
        label: 'batch_size',
        help: 'Images a step learns from at once.',
        min: 1,
        max: 1000,
        step: 1,
        optional: true,
      },
    ],
  },
  {
    title: 'How it learns',
    fields: [
      {
        kind: 'number',
        name: 'learningRate',
        label: 'learning_rate',
        help: 'How far a step moves the weights (Adam).',
        min: 0.000001,
        max: 1,
        step: 'any',
      },
      {
        kind: 'number',
        name: 'dropout',
        label: 'dropout',
        help: 'Share of values hidden in each step, so that it does not learn by heart.',
        min: 0,
        max: 0.95,
        step: 'any',
      },
      {
        kind: 'number',
        name: 'image',
        label: 'image',
        help: 'The test image that is watched; 16 of CIFAR-10 is a puppy.',
        min: 0,
        max: 9999,
        step: 1,
      },
    ],
  },
];
