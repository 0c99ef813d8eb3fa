import { property } from 'lit/decorators.js';
import type { PaletteName } from '../../render/palettes.ts';
import {
  aliasDataset,
  numberAttribute,
  optionalNumberAttribute,
  textAttribute,
} from '../run/attributes.ts';
import { RunAttributes } from '../run/run-attributes.ts';
import { ARTICLE_FIELDS, FIELD_NAMES, type UmapFields } from './settings.ts';

/** Anything but `safe` is the article's palette: a figure without colours would help nobody. */
const paletteAttribute = {
  fromAttribute: (value: string | null): PaletteName => (value === 'safe' ? 'safe' : 'spectral'),
};

/** The attributes of `<uh-umap>` and their properties. Defaults are the article's. */
export class UmapAttributes extends RunAttributes {
  /**
   * A catalogue entry (`fashion-mnist`, `cifar-10`, `garments`, `objects`) or a URL. Scripts may say
   * `element.dataset` as well, which elsewhere is the map of `data-*` attributes and has a type of its own.
   */
  @property({ attribute: 'dataset', converter: textAttribute(ARTICLE_FIELDS.dataset) })
  datasetName: string = ARTICLE_FIELDS.dataset;
  /** `train` or `test`. */
  @property({ converter: textAttribute(ARTICLE_FIELDS.split) })
  split: string = ARTICLE_FIELDS.split;
  /** The first so many images; undefined: as many as the engine handles well. */
  @property({ converter: optionalNumberAttribute })
  points: number | undefined = ARTICLE_FIELDS.points;
  /** What computes: `auto`, the fastest that works here, or `webgpu`, `wasm`, `umap-js`. */
  @property({ converter: textAttribute(ARTICLE_FIELDS.engine) })
  engine: string = ARTICLE_FIELDS.engine;
  /** Of all that is drawn by lot: the same seed gives the same layout, on the same engine and device. */
  @property({ converter: numberAttribute(ARTICLE_FIELDS.seed) })
  seed: number = ARTICLE_FIELDS.seed;
  /** Nearest neighbours of each image that the graph connects it with. */
  @property({ attribute: 'n-neighbors', converter: numberAttribute(ARTICLE_FIELDS.nNeighbors) })
  nNeighbors: number = ARTICLE_FIELDS.nNeighbors;
  /** How tightly neighbours may be packed in the layout. */
  @property({ attribute: 'min-dist', converter: numberAttribute(ARTICLE_FIELDS.minDist) })
  minDist: number = ARTICLE_FIELDS.minDist;
  /** The scale that `min-dist` is measured on. */
  @property({ converter: numberAttribute(ARTICLE_FIELDS.spread) })
  spread: number = ARTICLE_FIELDS.spread;
  /** Epochs of the layout; a frame is recorded after each. */
  @property({ attribute: 'n-epochs', converter: numberAttribute(ARTICLE_FIELDS.nEpochs) })
  nEpochs: number = ARTICLE_FIELDS.nEpochs;
  /** How far points move at first; it falls to 0. */
  @property({ attribute: 'learning-rate', converter: numberAttribute(ARTICLE_FIELDS.learningRate) })
  learningRate: number = ARTICLE_FIELDS.learningRate;
  /** Points that each is pushed away from, for each that it is drawn to. */
  @property({
    attribute: 'negative-sample-rate',
    converter: numberAttribute(ARTICLE_FIELDS.negativeSampleRate),
  })
  negativeSampleRate: number = ARTICLE_FIELDS.negativeSampleRate;
  /** Where points begin: `spectral`, `pca` or `random`. */
  @property({ converter: textAttribute(ARTICLE_FIELDS.init) })
  init: string = ARTICLE_FIELDS.init;
  /** How far apart two images are: `euclidean`, `cosine`, `manhattan` or `correlation`. */
  @property({ converter: textAttribute(ARTICLE_FIELDS.metric) })
  metric: string = ARTICLE_FIELDS.metric;
  /** Dimensions of the layout, 2 or 3. */
  @property({ attribute: 'n-components', converter: numberAttribute(ARTICLE_FIELDS.nComponents) })
  nComponents: number = ARTICLE_FIELDS.nComponents;

  /** Shows timeline, parameters and quality, not just the figure. */
  @property({ type: Boolean }) controls = false;
  /** Frames a second at which the recording plays. */
  @property({ type: Number }) fps = 12;
  /** `spectral`, the article's, or `safe` for colour-blind readers. */
  @property({ reflect: true, converter: paletteAttribute }) palette: PaletteName = 'spectral';

  /** The fields of the next run. */
  get fields(): UmapFields {
    const names = FIELD_NAMES.filter((name) => name !== 'dataset');
    const others = Object.fromEntries(names.map((name) => [name, this[name]]));
    return { ...others, dataset: this.datasetName } as UmapFields;
  }

  setFields({ dataset, ...others }: Partial<UmapFields>): void {
    if (dataset !== undefined) this.datasetName = dataset;
    Object.assign(this, others);
  }
}

aliasDataset(UmapAttributes.prototype);
