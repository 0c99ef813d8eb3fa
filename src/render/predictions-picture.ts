import { drawTile, type TileShape } from './image-tile.ts';
import { FigurePicture, type FigurePictureOptions, WIDTH } from './figure-picture.ts';

/** One image and what the network makes of it. */
export interface PredictedImage {
  /** In the place of a picture that is not there: `Test image 1,234`. */
  readonly title: string;
  /** Which of the images it is. */
  readonly sample: number;
  /** Of each class. *Borrowed*. */
  readonly probabilities: Float32Array;
  readonly label: number;
  /** Undefined where the network's numbers are none. */
  readonly winner: number | undefined;
  /** Two lines below it: `cat 56.2%`, `Correct!`. */
  readonly caption: readonly [string, string];
}

/** One frame of the article's figure of six images. */
export interface PredictionsFrame {
  readonly title: string;
  readonly images: readonly PredictedImage[];
}

export interface PredictionsPictureOptions extends FigurePictureOptions {
  /** Count × height × width × channels, one byte each; empty: there are none. *Borrowed*. */
  readonly images: Uint8Array;
  readonly shape: TileShape;
  /** Columns, however many images a frame has. */
  readonly columns: number;
  readonly colours: {
    readonly trueBar: string;
    readonly wrongBar: string;
    readonly otherBar: string;
    readonly right: string;
    readonly wrong: string;
    readonly chance: string;
    readonly line: string;
  };
}

/** Of the layout, px. */
const MARGIN = 22;
const GAP = 24;
const BARS = { y: 66, height: 60 };
const PICTURE_Y = 150;
/** Share of its slot that a bar fills. */
const BAR = 0.86;

/** The article's figure of six predictions: bars above each image, whether it is right below. */
export class PredictionsPicture extends FigurePicture<PredictionsFrame> {
  private readonly stamp = document.createElement('canvas');

  /** @throws Error when the browser gives no 2D context. */
  constructor(private readonly options: PredictionsPictureOptions) {
    super(options);
  }

  override dispose(): void {
    super.dispose();
    this.stamp.width = 0;
  }

  protected override paint({ title, images }: PredictionsFrame): void {
    const { columns } = this.options;
    this.write(title, WIDTH / 2, 18, 600, 20);
    const side = (WIDTH - 2 * MARGIN - (columns - 1) * GAP) / columns;
    for (const [at, image] of images.entries()) {
      const left = MARGIN + at * (side + GAP);
      this.bars(image, left, side);
      this.picture(image, left, side);
      this.caption(image, left, side);
    }
  }

  private bars({ probabilities, label, winner }: PredictedImage, left: number, side: number): void {
    const { context } = this;
    const { colours, text } = this.options;
    const { y, height } = BARS;
    context.fillStyle = text;
    this.write('Class Probability', left + side / 2, y - 11, 400, 15);
    const slot = side / probabilities.length;
    probabilities.forEach((share, c) => {
      if (!Number.isFinite(share)) return;
      const { trueBar, wrongBar, otherBar } = colours;
      context.fillStyle = c === label ? trueBar : c === winner ? wrongBar : otherBar;
      const tall = height * Math.min(1, share);
      context.fillRect(left + slot * (c + (1 - BAR) / 2), y + height - tall, slot * BAR, tall);
    });
    context.strokeStyle = colours.chance;
    context.lineWidth = 1.5;
    context.setLineDash([1.5, 2.5]);
    context.beginPath();
    const chance = y + height * (1 - 1 / probabilities.length);
    context.moveTo(left, chance);
    context.lineTo(left + side, chance);
    context.stroke();
    context.setLineDash([]);
    this.frame(left, y, side, height);
  }

  private picture({ title, sample }: PredictedImage, left: number, side: number): void {
    const { context, stamp } = this;
    const { images, shape, text } = this.options;
    if (images.length === 0) {
      context.fillStyle = text;
      this.write(title, left + side / 2, PICTURE_Y + side / 2, 400, 15, { most: side - 12 });
    } else {
      drawTile(stamp, images, sample, shape);
      context.imageSmoothingEnabled = false;
      // As large as fits, in its own proportions.
      const scale = side / Math.max(stamp.width, stamp.height);
      const [width, height] = [stamp.width * scale, stamp.height * scale];
      const x = left + (side - width) / 2;
      context.drawImage(stamp, x, PICTURE_Y + (side - height) / 2, width, height);
    }
    this.frame(left, PICTURE_Y, side, side);
  }

  private caption({ caption, label, winner }: PredictedImage, left: number, side: number): void {
    const { colours } = this.options;
    this.context.fillStyle = winner === label ? colours.right : colours.wrong;
    for (const [line, text] of caption.entries()) {
      const y = PICTURE_Y + side + 15 + 19 * line;
      this.write(text, left + side / 2, y, 500, 15, { most: side + GAP / 2 });
    }
  }

  private frame(x: number, y: number, width: number, height: number): void {
    const { context } = this;
    context.strokeStyle = this.options.colours.line;
    context.lineWidth = 1;
    context.strokeRect(x, y, width, height);
  }
}
