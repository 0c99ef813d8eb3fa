import { cssToRgb, luminance } from '../../render/colour.ts';
import { nextTask } from '../../render/next-task.ts';
import {
  type AnimationFormat,
  exportAnimation as encode,
  type ExportCall,
  nothingToExport,
  throwIfAborted,
  unknownFormat,
  widthWithin,
} from '../../runs/export-animation.ts';
import { curveCsv } from '../../trace/curve-csv.ts';
import '../export/export.ts';
import {
  animationOffers,
  type ExportGroup,
  type ExportOffer,
  type ExportSource,
} from '../export/offers.ts';
import { fileName } from '../run/save-blob.ts';
import { count } from '../run/words.ts';
import type { UhCnn } from './cnn.ts';
import type { CnnFilm } from './cnn-film.ts';
import { networkFilm } from './network-film.ts';
import { predictionsFilm } from './predictions-film.ts';

export interface CnnAnimationExport extends ExportCall {
  readonly format: AnimationFormat;
  /** Frames a second; default: the element's, which is the article's 4. */
  readonly fps?: number | undefined;
  /** px, rounded to a multiple of 12; default: 1080. A third of it is the height. */
  readonly width?: number | undefined;
  /** Default: `network`. */
  readonly figure?: CnnFigure | undefined;
  /** Of `predictions`: which six images, from 1; default: those on screen. */
  readonly set?: number | undefined;
}

export interface CnnImageExport extends ExportCall {
  readonly format: 'png';
  /** px, rounded to a multiple of 12; default: 2160. */
  readonly width?: number | undefined;
  /** As in `CnnAnimationExport`. */
  readonly figure?: CnnFigure | undefined;
  readonly set?: number | undefined;
}

/** Frames a second where the element has none. */
const ARTICLE_FPS = 4;
/** Frames that the first and the last stay longer: the article's. */
const HOLD = 4;
const WIDTHS: readonly [number, number] = [240, 1920];
/** A picture may be printed. */
const PICTURE_WIDTHS: readonly [number, number] = [240, 4320];

/** The article's figures of a network: kernels, view and learning curve; or six images and what it makes of them. */
export type CnnFigure = 'network' | 'predictions';

export async function exportAnimation(
  host: UhCnn,
  {
    format,
    fps = host.fps > 0 ? host.fps : ARTICLE_FPS,
    width = 1080,
    figure,
    set,
    ...call
  }: CnnAnimationExport,
): Promise<Blob> {
  const film = filmOf(host, widthWithin(width, WIDTHS), figure, set);
  const { picture } = film;
  try {
    const source = {
      count: film.count,
      width: picture.width,
      height: picture.height,
      async pixels(index: number) {
        await nextTask();
        throwIfAborted(call.signal);
        film.draw(index);
        return picture.pixels();
      },
    };
    return await encode(source, { format, fps, hold: HOLD, ...call });
  } finally {
    picture.dispose();
  }
}

export async function exportImage(
  host: UhCnn,
  { format, width = 2160, figure, set, signal }: CnnImageExport,
): Promise<Blob> {
  throwIfAborted(signal);
  if (!['png'].includes(format)) throw unknownFormat(format, ['png']);
  const film = filmOf(host, widthWithin(width, PICTURE_WIDTHS), figure, set);
  try {
    film.draw(film.playhead);
    return await film.picture.png();
  } finally {
    film.picture.dispose();
  }
}

export function exportCurve(host: UhCnn): Blob {
  const frames = host.trace?.frames ?? [];
  if (frames.length === 0) throw nothingToExport();
  return new Blob([curveCsv(frames)], { type: 'text/csv;charset=utf-8' });
}

/** What the element offers. Frames and playhead are those of when an offer is taken. */
/** What the element offers. Frames, playhead and the six images are those of when an offer is taken. */
export function exportsOf(host: UhCnn): ExportSource {
  const name = (extension: string, of = 'cnn'): string =>
    fileName(of, host.trace?.info.dataset.title ?? '', extension);
  const frames = `${count(host.frameCount)} frames`;
  const six = (extension: string): string => name(extension, 'cnn-predictions');
  const hasSix = (host.trace?.info.sampled.length ?? 0) > 0;
  const sixPredictions: ExportGroup = {
    title: `Six predictions, ${frames}`,
    offers: animationOffers(six, (call) =>
      host.exportAnimation({ figure: 'predictions', ...call }),
    ),
  };
  const sixNow: ExportOffer = {
    ...{ label: 'PNG', detail: 'six predictions', file: six('png') },
    make: (call) => host.exportImage({ format: 'png', figure: 'predictions', ...call }),
  };
  return {
    widths: [720, 1080, 1440, 1920],
    width: 1080,
    groups: [
      {
        title: `Kernels, view and curve, ${frames}`,
        offers: animationOffers(name, (call) => host.exportAnimation(call)),
      },
      ...(hasSix ? [sixPredictions] : []),
      {
        title: 'This frame',
        offers: [
          {
            ...{
              label: 'PNG',
              detail: hasSix ? 'kernels, view, curve' : 'picture',
              file: name('png'),
            },
            make: (call) => host.exportImage({ format: 'png', ...call }),
          },
          ...(hasSix ? [sixNow] : []),
        ],
      },
      {
        title: 'Learning curve',
        offers: [
          {
            ...{ label: 'CSV', detail: 'a row an epoch', file: name('csv') },
            make: () => host.exportCurve(),
          },
        ],
      },
    ],
  };
}

/** As the element looks now. */
function filmOf(
  host: UhCnn,
  width: number,
  figure: CnnFigure = 'network',
  set: number | undefined,
): CnnFilm {
  const panel = host.renderRoot.querySelector('.run') ?? host;
  const { backgroundColor: ground, color: text } = getComputedStyle(panel);
  const look = { width: 12 * Math.round(width / 12), ground, text, dark: isDark(text) };
  switch (figure) {
    case 'network':
      return networkFilm(host, look);
    case 'predictions':
      return predictionsFilm(host, look, set);
    default:
      throw unknownFormat(figure, ['network', 'predictions'], 'figure');
  }
}

/** Whether light text stands on a dark ground. */
function isDark(text: string): boolean {
  return luminance(cssToRgb(text)) > 0.4;
}
