import { DATASET_FIELD, type FieldGroup, SEED_FIELD } from '../run/fields.ts';
import type { UmapFieldName } from './settings.ts';

export const FIELD_GROUPS: readonly FieldGroup<UmapFieldName>[] = [
  {
    title: 'Data',
    fields: [
      DATASET_FIELD,
      {
        kind: 'number',
        name: 'points',
        label: 'points',
        help: 'How many images, from the first on.',
        min: 16,
        max: 250_000,
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
          ['auto', 'auto'],
          ['webgpu', 'webgpu'],
          ['wasm', 'wasm'],
          ['umap-js', 'umap-js'],
        ],
      },
    ],
  },
  {
    title: 'What lies near what',
    fields: [
      {
        kind: 'number',
        name: 'nNeighbors',
        label: 'n_neighbors',
        help: 'Few show fine detail, many the broad shape.',
        min: 2,
        max: 200,
        step: 1,
      },
      {
        kind: 'choice',
        name: 'metric',
        label: 'metric',
        help: 'How unlike two images are.',
        choices: [
          ['euclidean', 'euclidean'],
          ['cosine', 'cosine'],
          ['manhattan', 'manhattan'],
          ['correlation', 'correlation'],
        ],
      },
      {
        kind: 'number',
        name: 'minDist',
        label: 'min_dist',
        help: 'How tightly neighbours may be packed.',
        min: 0,
        max: 3,
        step: 'any',
      },
      {
        kind: 'number',
        name: 'spread',
        label: 'spread',
        help: 'The scale that min_dist is measured on.',
        min: 0.1,
        max: 10,
        step: 'any',
      },
    ],
  },
  {
    title: 'How it learns',
    fields: [
      {
        kind: 'choice',
        name: 'init',
        label: 'init',
        help: 'Where points are before the first epoch.',
        choices: [
          ['spectral', 'spectral'],
          ['pca', 'pca'],
          ['random', 'random'],
        ],
      },
      {
        kind: 'choice',
        name: 'nComponents',
        numeric: true,
        label: 'n_components',
        help: 'Dimensions of the layout.',
        choices: [
          ['2', '2'],
          ['3', '3'],
        ],
      },
      {
        kind: 'number',
        name: 'nEpochs',
        label: 'n_epochs',
        help: 'Passes over the graph; each is one frame.',
        min: 1,
        max: 2000,
        step: 1,
      },
      {
        kind: 'number',
        name: 'learningRate',
        label: 'learning_rate',
        help: 'How far points move at first; falls to zero.',
        min: 0.01,
        max: 10,
        step: 'any',
      },
      {
        kind: 'number',
        name: 'negativeSampleRate',
        label: 'negative_sample_rate',
        help: 'Random points pushed away for each neighbour pulled in.',
        min: 0,
        max: 50,
        step: 1,
      },
    ],
  },
];
