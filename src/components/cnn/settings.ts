import { ARTICLE_CNN_SETTINGS } from '../../runs/cnn-settings.ts';
import type { CnnRunSettings } from '../../runs/cnn-run-api.ts';

/** The settings as flat fields: what the element has as properties, and what the panel edits. */
export interface CnnFields {
  dataset: string;
  /** The first so many training images; undefined: all. */
  points: number | undefined;
  engine: string;
  seed: number;
  epochs: number;
  schedule: string;
  stepsPerEpoch: number;
  /** Undefined: as the schedule says. */
  batchSize: number | undefined;
  learningRate: number;
  dropout: number;
  /** Index of the watched test image. */
  image: number;
}

export type CnnFieldName = keyof CnnFields;

const { dataset, points, engine, image, params } = ARTICLE_CNN_SETTINGS;
const { epochs, schedule, stepsPerEpoch, batchSize, learningRate, dropout, seed } = params;

/** The article's values. */
export const ARTICLE_FIELDS: Readonly<CnnFields> = {
  ...{ dataset, points, engine, seed, epochs, schedule, stepsPerEpoch, batchSize },
  ...{ learningRate, dropout, image },
};

export const FIELD_NAMES = Object.keys(ARTICLE_FIELDS) as CnnFieldName[];

/**
 * The fields as a run takes them. Nothing is checked here: a value that makes no sense reaches the
 * run, whose error then says so.
 */
export function toSettings(fields: CnnFields): CnnRunSettings {
  const { dataset, points, engine, image, ...params } = fields;
  return {
    dataset,
    points,
    engine,
    image,
    params: { layers: 'article', ...params },
  } as CnnRunSettings;
}
