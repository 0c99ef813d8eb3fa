import type { EmbeddingFigureOptions } from '../../render/embedding-figure.ts';
import { EmbeddingPicture } from '../../render/embedding-picture.ts';
import { embeddingSvg } from '../../render/embedding-svg.ts';
import { type Extent, robustExtent, unite } from '../../render/extent.ts';
import { pictureWidth } from '../../render/figure-layout.ts';
import { nextTask } from '../../render/next-task.ts';
import { classColours } from '../../render/palettes.ts';
import { HOME } from '../../render/view.ts';
import {
  type AnimationFormat,
  exportAnimation as encode,
  type ExportCall,
  exportTable,
  nothingToExport,
  type PictureSource,
  throwIfAborted,
  unknownFormat,
  widthWithin,
} from '../../runs/export-animation.ts';
import type { UmapTrace } from '../../trace/trace.ts';
import type { UmapFrame } from '../../../workers/contracts/umap.ts';
import { frameTitle } from '../embedding/describe.ts';
import { LAYOUT_OPACITY, layeredLabels } from '../embedding/stage.ts';
import '../export/export.ts';
import { animationOffers, type ExportSource } from '../export/offers.ts';
import { fileName } from '../run/save-blob.ts';
import { count } from '../run/words.ts';
import type { UhUmap } from './umap.ts';

export interface AnimationExport extends ExportCall {
  readonly format: AnimationFormat;
  /** Frames a second; default: the element's, which is the article's 12. */
  readonly fps?: number | undefined;
  /** px, rounded to a multiple of 8; default: 800. Three quarters of it is the height. */
  readonly width?: number | undefined;
}

export interface ImageExport extends ExportCall {
  readonly format: 'png' | 'svg';
  /** px, rounded to a multiple of 8; default: 1600. */
  readonly width?: number | undefined;
}

export interface EmbeddingExport extends ExportCall {
  readonly format: 'csv' | 'npz';
}

/** Frames a second where the element has none. */
const ARTICLE_FPS = 12;
/** Frames that the first and the last stay longer: the article's. */
const HOLD = 12;
/** Time that drawing takes at once, ms: with the texts and the copying after it, it stays well below 50. */
const SLICE = 8;
const WIDTHS: readonly [number, number] = [160, 1920];
/** A picture may be printed. */
const PICTURE_WIDTHS: readonly [number, number] = [160, 4000];

/** The trace on screen, of which frames so far are exported: those that come meanwhile are for the next time. */
interface Shown {
  readonly trace: UmapTrace;
  readonly frames: readonly UmapFrame[];
  readonly playhead: number;
}

export async function exportAnimation(
  host: UhUmap,
  { format, fps = host.fps > 0 ? host.fps : ARTICLE_FPS, width = 800, ...call }: AnimationExport,
): Promise<Blob> {
  const { trace, frames } = shownBy(host);
  const figure = await figureOf(host, trace, frames, widthWithin(width, WIDTHS), call);
  const picture = new EmbeddingPicture(figure);
  const source: PictureSource = {
    count: frames.length,
    width: picture.width,
    height: picture.height,
    async pixels(index) {
      await draw(picture, trace, frames[index], index, call);
      await nextTask();
      return picture.pixels();
    },
  };
  try {
    return await encode(source, { format, fps, hold: HOLD, ...call });
  } finally {
    picture.dispose();
  }
}

export async function exportImage(
  host: UhUmap,
  { format, width = 1600, ...call }: ImageExport,
): Promise<Blob> {
  const { trace, frames, playhead } = shownBy(host);
  const figure = await figureOf(host, trace, frames, widthWithin(width, PICTURE_WIDTHS), call);
  const frame = frames[playhead];
  switch (format) {
    case 'png': {
      const picture = new EmbeddingPicture(figure);
      try {
        await draw(picture, trace, frame, playhead, call);
        return await picture.png();
      } finally {
        picture.dispose();
      }
    }
    case 'svg': {
      const parts: string[] = [];
      const title = frameTitle(trace, playhead);
      for (const part of embeddingSvg(figure, frame?.embedding ?? new Float32Array(), title)) {
        parts.push(part);
        await nextTask();
        throwIfAborted(call.signal);
      }
      return new Blob(parts, { type: 'image/svg+xml' });
    }
    default:
      throw unknownFormat(format, ['png', 'svg']);
  }
}

/** Rejects with `bad-parameter` before the first frame. */
export async function exportEmbedding(
  host: UhUmap,
  { format, ...call }: EmbeddingExport,
): Promise<Blob> {
  const { trace, frames, playhead } = shownBy(host);
  const frame = frames[playhead];
  if (!frame) throw nothingToExport();
  if (!['csv', 'npz'].includes(format)) throw unknownFormat(format, ['csv', 'npz']);
  const { components, labels, dataset } = trace.info;
  const { embedding, epoch } = frame;
  const { classNames } = dataset;
  return exportTable(format, { embedding, components, labels, classNames, epoch }, call);
}

/** What the element offers. Frames and playhead are those of when an offer is taken. */
export function exportsOf(host: UhUmap): ExportSource {
  const name = (extension: string): string =>
    fileName('umap', host.trace?.info.dataset.title ?? '', extension);
  const frames = (host.projection ?? host.player)?.frameCount ?? 0;
  return {
    widths: [480, 800, 1200, 1600],
    width: 800,
    groups: [
      {
        title: `Animation, ${count(frames)} frames`,
        offers: animationOffers(name, (call) => host.exportAnimation(call)),
      },
      {
        title: 'This frame',
        offers: [
          {
            ...{ label: 'PNG', detail: 'picture', file: name('png') },
            make: (call) => host.exportImage({ format: 'png', ...call }),
          },
          {
            ...{ label: 'SVG', detail: 'to edit', file: name('svg') },
            make: (call) => host.exportImage({ format: 'svg', ...call }),
          },
          {
            ...{ label: 'CSV', detail: 'positions', file: name('csv') },
            make: ({ signal }) => host.exportEmbedding({ format: 'csv', signal }),
          },
          {
            ...{ label: 'npz', detail: 'for numpy', file: name('npz') },
            make: ({ signal }) => host.exportEmbedding({ format: 'npz', signal }),
          },
        ],
      },
    ],
  };
}

function shownBy(host: UhUmap): Shown {
  const player = host.projection ?? host.player;
  if (!player || player.frameCount === 0) throw nothingToExport();
  const { trace, playhead } = player;
  return { trace, frames: trace.frames.slice(), playhead };
}

/** As the element shows it, on the axes of all frames. */
async function figureOf(
  host: UhUmap,
  trace: UmapTrace,
  frames: readonly UmapFrame[],
  width: number,
  { signal }: ExportCall,
): Promise<EmbeddingFigureOptions> {
  const { labels, components, dataset, projectedFrom } = trace.info;
  let extent: Extent | undefined;
  for (const { embedding } of frames) {
    const one = robustExtent(embedding, components);
    if (one) extent = unite(extent, one);
    await nextTask();
    throwIfAborted(signal);
  }
  const classes = dataset.classNames.length;
  const look = host.renderRoot.querySelector('uh-embedding')?.figureLook;
  const ground = look?.background ?? GROUND;
  const colours = look?.colours.length ? look.colours : classColours(host.palette, classes, ground);
  const opacity = look?.opacity ?? [];
  const layered = projectedFrom !== undefined;
  return {
    ...{ labels, components, ground, width: pictureWidth(width), classNames: dataset.classNames },
    layers: layered ? layeredLabels(trace.info) : undefined,
    colours: layered ? [...colours, ...colours] : colours,
    opacity: layered ? [...opacity.map((share) => share * LAYOUT_OPACITY), ...opacity] : opacity,
    extent: extent ?? { components, min: [0, 0, 0], max: [1, 1, 1] },
    // Zoom and pan are of the plot on screen; from where three components are seen is part of the figure.
    view: { ...HOME, yaw: look?.view.yaw ?? HOME.yaw, pitch: look?.view.pitch ?? HOME.pitch },
  };
}

/** The plot's ground where there is none to look at. */
const GROUND = '#121317';

async function draw(
  picture: EmbeddingPicture,
  trace: UmapTrace,
  frame: UmapFrame | undefined,
  index: number,
  { signal }: ExportCall,
): Promise<void> {
  if (!frame) return;
  const title = frameTitle(trace, index);
  do {
    await nextTask();
    throwIfAborted(signal);
  } while (!picture.draw(frame.embedding, title, SLICE));
}
