import { ClassMedians } from './class-medians.ts';
import { cssToRgb, luminance } from './colour.ts';
import type { Extent } from './extent.ts';
import { type FigureLayout, layoutFigure, textWidth } from './figure-layout.ts';
import { pointOnScreen } from './pick.ts';
import { type PlacedLabel, placeLabels } from './place-labels.ts';
import { pointSizeFor } from './point-size.ts';
import { project } from './projection.ts';
import type { ScatterScene } from './scatter.ts';
import type { View } from './view.ts';

/** What an exported figure is of, the same for all its frames. */
export interface EmbeddingFigureOptions {
  /** Class index of each point. *Borrowed*. */
  readonly labels: Uint8Array;
  /** The class that each point is drawn as, where that is not its own: of images projected into a layout. */
  readonly layers?: Uint8Array | undefined;
  readonly classNames: readonly string[];
  readonly components: 2 | 3;
  /** The axes of all frames. */
  readonly extent: Extent;
  /** Any opaque CSS colour. */
  readonly ground: string;
  /** Of each class, and 0..1 how opaque; of each layer, where there are such. */
  readonly colours: readonly string[];
  readonly opacity: readonly number[];
  /** For three components, from where it is seen. */
  readonly view: View;
  /** Of the picture, px: as `pictureWidth` has them. */
  readonly width: number;
}

/** A class name at its median. */
export interface FigureName extends PlacedLabel {
  readonly label: number;
}

/** Room beside a name, px: its halo. */
const HALO = 5;

/** Luminance of a ground on which black and white text contrast equally. */
const MID_LUMINANCE = 0.179;

/** An embedding with title, class names and colour bar: what is where, for pictures and for SVG. */
export class EmbeddingFigure {
  readonly layout: FigureLayout;
  /** Of title and names. */
  readonly text: string;
  private readonly medians: ClassMedians;
  private readonly nameWidths: readonly number[];

  constructor(readonly options: EmbeddingFigureOptions) {
    const { labels, classNames, width, ground } = options;
    this.layout = layoutFigure(width, classNames.length);
    this.medians = new ClassMedians(labels, classNames.length);
    this.text = luminance(cssToRgb(ground)) < MID_LUMINANCE ? '#f2efe8' : '#1f1d1a';
    this.nameWidths = classNames.map((name) => textWidth(name, this.layout.nameSize, 600));
  }

  /** *Borrows* the embedding. */
  scene(embedding: Float32Array): ScatterScene {
    const { layout } = this;
    const { extent, view, components, opacity, ground, labels } = this.options;
    const plot = { ...layout, width: layout.width - layout.inset.right };
    return {
      ...{ from: embedding, to: embedding, mix: 0, components, opacity },
      projection: project(extent, layout, view),
      pointSize: pointSizeFor(labels.length, plot),
      background: ground,
    };
  }

  /** Names of the classes that are shown, where they have room. */
  names(scene: ScatterScene): readonly FigureName[] {
    const { components, classNames, opacity } = this.options;
    const { nameSize, width, height, inset } = this.layout;
    const medians = this.medians.of(scene.from, components);
    const boxes = classNames.map((_, label) => ({
      ...(opacity[label] === 0
        ? { x: NaN, y: NaN }
        : pointOnScreen({ ...scene, from: medians, to: medians }, label)),
      width: (this.nameWidths[label] ?? 0) + 2 * HALO,
      height: nameSize * 1.35,
    }));
    return placeLabels(boxes, width - inset.right + HALO, height)
      .map((place, label) => ({ ...place, label }))
      .filter(({ shown }) => shown);
  }
}
