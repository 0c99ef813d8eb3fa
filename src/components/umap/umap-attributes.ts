import { LitElement } from 'lit';
import { property } from 'lit/decorators.js';
import type { PaletteName } from '../../render/palettes.ts';
import {
  aliasDataset,
  numberAttribute,
  optionalNumberAttribute,
  textAttribute,
} from '../run/attributes.ts';
import { ARTICLE_FIELDS, FIELD_NAMES, type UmapFields } from './settings.ts';

/** Anything but `safe` is the article's palette: a figure without colours would help nobody. */
const paletteAttribute = {
  fromAttribute: (value: string | null): PaletteName => (value === 'safe' ? 'safe' : 'spectral'),
};

/** The attributes of `<uh-umap>` and their properties. Defaults are the article's. */
export class UmapAttributes extends LitElement {
  /**
   * A catalogue entry (`fashion-mnist`, `cifar-10`, `garments`, `objects`) or a URL. Scripts may say
   * `element.dataset` as well, which elsewhere is the map of `data-*` attributes and has a type of its own.
   */
  @property({ attribute: 'dataset', converter: textAttribute(ARTICLE_FIELDS.dataset) })
  datasetName = ARTICLE_FIELDS.dataset;
  @property({ converter: textAttribute(ARTICLE_FIELDS.split) }) split = ARTICLE_FIELDS.split;
  /** The first so many images; undefined: as many as the engine handles well. */
  @property({ converter: optionalNumberAttribute }) points = ARTICLE_FIELDS.points;
  @property({ converter: textAttribute(ARTICLE_FIELDS.engine) }) engine = ARTICLE_FIELDS.engine;
  @property({ converter: numberAttribute(ARTICLE_FIELDS.seed) }) seed = ARTICLE_FIELDS.seed;
  @property({ attribute: 'n-neighbors', converter: numberAttribute(ARTICLE_FIELDS.nNeighbors) })
  nNeighbors = ARTICLE_FIELDS.nNeighbors;
  @property({ attribute: 'min-dist', converter: numberAttribute(ARTICLE_FIELDS.minDist) })
  minDist = ARTICLE_FIELDS.minDist;
  @property({ converter: numberAttribute(ARTICLE_FIELDS.spread) }) spread = ARTICLE_FIELDS.spread;
  @property({ attribute: 'n-epochs', converter: numberAttribute(ARTICLE_FIELDS.nEpochs) })
  nEpochs = ARTICLE_FIELDS.nEpochs;
  @property({ attribute: 'learning-rate', converter: numberAttribute(ARTICLE_FIELDS.learningRate) })
  learningRate = ARTICLE_FIELDS.learningRate;
  @property({
    attribute: 'negative-sample-rate',
    converter: numberAttribute(ARTICLE_FIELDS.negativeSampleRate),
  })
  negativeSampleRate = ARTICLE_FIELDS.negativeSampleRate;
  @property({ converter: textAttribute(ARTICLE_FIELDS.init) }) init = ARTICLE_FIELDS.init;
  @property({ converter: textAttribute(ARTICLE_FIELDS.metric) }) metric = ARTICLE_FIELDS.metric;
  @property({ attribute: 'n-components', converter: numberAttribute(ARTICLE_FIELDS.nComponents) })
  nComponents = ARTICLE_FIELDS.nComponents;

  /**
   * Address of a recorded run, a folder or a `.zarr.zip`, or `opfs:ID` of one that is kept on this device: it is played in place
   * of computing one.
   */
  @property() src = '';
  /** Keeps each live run on the visitor's device as it grows, for `<uh-runs>` and for after a reload. */
  @property({ type: Boolean }) keep = false;
  /** Starts by itself: at once, or with `loading="lazy"` when it comes into view. */
  @property({ type: Boolean }) autoplay = false;
  /** Shows timeline, parameters and quality, not just the figure. */
  @property({ type: Boolean }) controls = false;
  @property() loading: 'eager' | 'lazy' = 'eager';
  /** Frames a second at which the recording plays. */
  @property({ type: Number }) fps = 12;
  /** URL of a picture for the time before the first run. */
  @property() poster = '';
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
