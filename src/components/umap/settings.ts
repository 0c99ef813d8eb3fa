import {
  ARTICLE_UMAP_PARAMS,
  ARTICLE_UMAP_SETTINGS,
  defaultPoints,
  type UmapSettings,
} from '../../runs/umap-settings.ts';

/** The settings as flat fields: what the element has as properties, and what the panel edits. */
export interface UmapFields {
  dataset: string;
  split: string;
  points: number | undefined;
  engine: string;
  seed: number;
  nNeighbors: number;
  minDist: number;
  spread: number;
  nEpochs: number;
  learningRate: number;
  negativeSampleRate: number;
  init: string;
  metric: string;
  nComponents: number;
}

export type UmapFieldName = keyof UmapFields;

const { dataset, split, points, engine } = ARTICLE_UMAP_SETTINGS;

/** The article's values. */
export const ARTICLE_FIELDS: Readonly<UmapFields> = {
  dataset,
  split,
  points,
  engine,
  ...ARTICLE_UMAP_PARAMS,
};

export const FIELD_NAMES = Object.keys(ARTICLE_FIELDS) as UmapFieldName[];

/**
 * The fields as a run takes them. Nothing is checked here: a value that makes no sense reaches the
 * run, whose error then says so.
 */
export function toSettings(fields: UmapFields): UmapSettings {
  const { dataset, split, points, engine, ...params } = fields;
  return { dataset, split, points, engine, params } as UmapSettings;
}

/** How many points a run would take, as far as can be told before the dataset is open. */
export function pointsToTake(fields: UmapFields): number {
  // The engine may be one that does not exist: there is no default for it then.
  const usual = defaultPoints(toSettings(fields).engine) as number | undefined;
  return fields.points ?? usual ?? 0;
}
