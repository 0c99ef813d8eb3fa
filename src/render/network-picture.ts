import { FigurePicture, type FigurePictureOptions, WIDTH } from './figure-picture.ts';
import { TileAtlas, type TilesShape } from './tile-atlas.ts';
import { columnsFor } from './tile-layout.ts';

/** Pictures of a network's insides; undefined where they cannot be had. */
export interface FigureTiles {
  readonly shape: TilesShape;
  /** height × width × bands × tiles. *Borrowed*. */
  readonly values: Float32Array;
}

/** A line of the learning curve: a value an epoch, NaN where there is none. */
export interface FigureLine {
  readonly name: string;
  readonly colour: string;
  readonly values: readonly number[];
}

/** One frame of the article's figure «Kernel | View | Learning Curve». */
export interface NetworkFrame {
  readonly title: string;
  readonly kernels: FigureTiles | undefined;
  readonly maps: FigureTiles | undefined;
  readonly lines: readonly FigureLine[];
}

export interface NetworkFigureOptions extends FigurePictureOptions {
  /** Any opaque CSS colour. */
  readonly line: string;
  /** The last epoch of the x axis, and where the y axis ends: the same for all frames. */
  readonly lastEpoch: number;
  readonly top: number;
}

/** The squares that kernels and views have, and the plot; px of the layout. */
const SIDE = 236;
const TOP = 84;
const PLOT = { x: 764, y: TOP, width: 290, height: 206 };
/** Room on both sides of the first and last epoch, epochs; the article's. */
const MARGIN = 0.2;

/** The article's figure of a training network. */
export class NetworkPicture extends FigurePicture<NetworkFrame> {
  private readonly atlases = new Map<string, TileAtlas>();
  private readonly stamp = document.createElement('canvas');

  /** @throws Error when the browser gives no 2D context. */
  constructor(private readonly options: NetworkFigureOptions) {
    super(options);
  }

  override dispose(): void {
    super.dispose();
    this.atlases.clear();
    this.stamp.width = 0;
  }

  protected override paint(frame: NetworkFrame): void {
    this.write(frame.title, WIDTH / 2, 22, 600, 20);
    this.write('Kernel', 52 + SIDE / 2, TOP - 18, 400, 17);
    this.write('View', 400 + SIDE / 2, TOP - 18, 400, 17);
    this.write('Learning Curve', PLOT.x + PLOT.width / 2, TOP - 18, 400, 17);
    this.tiles(frame.kernels, 52, 'kernels');
    this.tiles(frame.maps, 400, 'maps');
    this.curve(frame.lines);
  }

  private tiles(tiles: FigureTiles | undefined, left: number, name: string): void {
    const { context, options, stamp } = this;
    if (!tiles) {
      this.write('not recorded', left + SIDE / 2, TOP + SIDE / 2, 400, 15);
      return;
    }
    const { shape } = tiles;
    const key = `${name} ${Object.values(shape).join(' ')}`;
    const atlas = this.atlases.get(key) ?? new TileAtlas(shape);
    this.atlases.set(key, atlas);
    atlas.fill(tiles.values);
    [stamp.width, stamp.height] = [atlas.image.width, atlas.image.height];
    stamp.getContext('2d')?.putImageData(atlas.image, 0, 0);
    const columns = columnsFor(shape.count);
    const rows = Math.ceil(shape.count / columns);
    const cell = SIDE / Math.max(columns, rows);
    const gap = cell > 12 ? 1 : 0.5;
    context.fillStyle = options.line;
    context.imageSmoothingEnabled = false;
    for (let tile = 0; tile < shape.count; tile++) {
      const { x, y } = atlas.origin(tile);
      context.drawImage(
        stamp,
        ...([x, y, shape.width, shape.height] as const),
        left + (tile % columns) * cell,
        TOP + Math.floor(tile / columns) * cell,
        ...([cell - gap, cell - gap] as const),
      );
    }
    context.fillStyle = options.text;
  }

  private curve(lines: readonly FigureLine[]): void {
    const { context, options } = this;
    const { lastEpoch, top, text, line } = options;
    const { x: left, y: above, width, height } = PLOT;
    const x = (epoch: number): number =>
      left + (width * (epoch + MARGIN)) / (lastEpoch + 2 * MARGIN);
    const y = (value: number): number => above + height * (1 - value / top);
    context.strokeStyle = line;
    context.lineWidth = 1;
    context.beginPath();
    for (let tick = 0; tick <= top + 1e-9; tick += 0.2) {
      context.moveTo(left, y(tick));
      context.lineTo(left + width, y(tick));
      this.write(tick.toFixed(1), left - 8, y(tick), 400, 14, { align: 'right' });
    }
    context.rect(left, above, width, height);
    context.stroke();
    const step = [1, 2, 5, 10, 20, 50, 100].find((each) => lastEpoch / each <= 6) ?? 200;
    for (let epoch = 0; epoch <= lastEpoch; epoch += step) {
      this.write(String(epoch), x(epoch), above + height + 15, 400, 14);
    }
    this.write('Epochs', left, above + height + 40, 400, 15, { align: 'left' });
    context.save();
    context.translate(left - 46, above + height / 2);
    context.rotate(-Math.PI / 2);
    this.write('Accuracy', 0, 0, 400, 15);
    context.restore();

    context.save();
    context.beginPath();
    context.rect(left, above, width, height);
    context.clip();
    context.lineWidth = 2;
    context.lineJoin = 'round';
    context.lineCap = 'round';
    for (const { colour, values } of lines) {
      context.strokeStyle = colour;
      context.beginPath();
      let isDrawing = false;
      values.forEach((value, epoch) => {
        if (!Number.isFinite(value)) isDrawing = false;
        else if (isDrawing) context.lineTo(x(epoch), y(value));
        else {
          context.moveTo(x(epoch), y(value));
          context.lineTo(x(epoch), y(value)); // one value between two gaps is a dot
          isDrawing = true;
        }
      });
      context.stroke();
    }
    context.restore();
    // Beneath the plot, where no curve can come.
    let right = left + width;
    for (const { name, colour } of lines.toReversed()) {
      this.write(name, right, above + height + 40, 400, 14, { align: 'right' });
      right -= context.measureText(name).width + 30;
      context.fillStyle = colour;
      context.fillRect(right, above + height + 39, 22, 2.5);
      context.fillStyle = text;
      right -= 16;
    }
  }
}
