import { property } from 'lit/decorators.js';
import {
  aliasDataset,
  numberAttribute,
  optionalNumberAttribute,
  textAttribute,
} from '../run/attributes.ts';
import { RunAttributes } from '../run/run-attributes.ts';
import { ARTICLE_FIELDS, type CnnFields, FIELD_NAMES } from './settings.ts';

/** The attributes of `<uh-cnn>` and their properties. Defaults are the article's. */
export class CnnAttributes extends RunAttributes {
  /** A catalogue entry (`cifar-10`, `objects`, `fashion-mnist`, `garments`) or a URL. Scripts may say `element.dataset`. */
  @property({ attribute: 'dataset', converter: textAttribute(ARTICLE_FIELDS.dataset) })
  datasetName: string = ARTICLE_FIELDS.dataset;
  /** The first so many training images, those for validation among them; undefined: all. */
  @property({ converter: optionalNumberAttribute })
  points: number | undefined = ARTICLE_FIELDS.points;
  /**
   * What computes: `auto`, the fastest that works here, or `webgpu`, `wasm`, `tfjs-webgpu`, `tfjs-webgl`, `tfjs-wasm`,
   * `tfjs-cpu`.
   */
  @property({ converter: textAttribute(ARTICLE_FIELDS.engine) })
  engine: string = ARTICLE_FIELDS.engine;
  /** Of all that is drawn by lot: the same seed trains the same network, on the same engine and device. */
  @property({ converter: numberAttribute(ARTICLE_FIELDS.seed) })
  seed: number = ARTICLE_FIELDS.seed;
  /** Epochs of the schedule; a frame is recorded after each. */
  @property({ converter: numberAttribute(ARTICLE_FIELDS.epochs) })
  epochs: number = ARTICLE_FIELDS.epochs;
  /** `article`, whose epochs and batches grow, or `fixed`. */
  @property({ converter: textAttribute(ARTICLE_FIELDS.schedule) })
  schedule: string = ARTICLE_FIELDS.schedule;
  /** Steps an epoch of the fixed schedule. */
  @property({
    attribute: 'steps-per-epoch',
    converter: numberAttribute(ARTICLE_FIELDS.stepsPerEpoch),
  })
  stepsPerEpoch: number = ARTICLE_FIELDS.stepsPerEpoch;
  /** Images a step; undefined: as the schedule says. */
  @property({ attribute: 'batch-size', converter: optionalNumberAttribute })
  batchSize: number | undefined = ARTICLE_FIELDS.batchSize;
  /** Adam's. */
  @property({ attribute: 'learning-rate', converter: numberAttribute(ARTICLE_FIELDS.learningRate) })
  learningRate: number = ARTICLE_FIELDS.learningRate;
  /** Share of values hidden in each step, 0..1. */
  @property({ converter: numberAttribute(ARTICLE_FIELDS.dropout) })
  dropout: number = ARTICLE_FIELDS.dropout;
  /** Index of the test image that is watched. */
  @property({ converter: numberAttribute(ARTICLE_FIELDS.image) })
  image: number = ARTICLE_FIELDS.image;

  /**
   * Which figures are shown, as names with spaces between: `learning`, `prediction`, `predictions`, `tests`, `network`.
   * Empty: all. The others may stand elsewhere on the page, in `<uh-cnn-figures for>`.
   */
  @property({ converter: textAttribute('') }) figures = '';
  /** Shows timeline, settings, tests and files, not just the figures. */
  @property({ type: Boolean }) controls = false;
  /** Frames a second at which the recording plays. */
  @property({ type: Number }) fps = 4;

  /** The fields of the next run. */
  get fields(): CnnFields {
    const names = FIELD_NAMES.filter((name) => name !== 'dataset');
    const others = Object.fromEntries(names.map((name) => [name, this[name]]));
    return { ...others, dataset: this.datasetName } as CnnFields;
  }

  setFields({ dataset, ...others }: Partial<CnnFields>): void {
    if (dataset !== undefined) this.datasetName = dataset;
    Object.assign(this, others);
  }
}

aliasDataset(CnnAttributes.prototype);
