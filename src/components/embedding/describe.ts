import type { Player } from '../../trace/player.ts';
import { pointImage } from '../../trace/point-image.ts';
import type { UmapTrace, UmapTraceInfo } from '../../trace/trace.ts';
import type { UmapFrame } from '../../../workers/contracts/umap.ts';

export type UmapPlayer = Player<UmapTraceInfo, UmapFrame>;

const count = new Intl.NumberFormat('en');

/** The figure's title at the playhead. */
export function titleOf(player: UmapPlayer | undefined): string {
  return player ? frameTitle(player.trace, player.playhead) : '';
}

/** A frame's title, as the article words it: «Original data», «Iteration Step: 037», «Transformed Data». */
export function frameTitle(trace: UmapTrace, index: number): string {
  const frame = trace.frames[index];
  if (!frame) return '';
  const last = trace.expectedFrames - 1;
  if (trace.info.projectedFrom !== undefined) {
    return index === last ? 'New images' : `New images: step ${frame.epoch} of ${last}`;
  }
  if (index === 0) return 'Original data';
  if (index === last) return 'Transformed Data';
  return `Iteration Step: ${String(frame.epoch).padStart(3, '0')}`;
}

/** The figure in words, for those who cannot see it. */
export function descriptionOf(player: UmapPlayer | undefined, hiddenClasses: number): string {
  const frame = player?.frame;
  if (!player || !frame)
    return 'Scatter plot of an embedding, empty: no frame has been computed yet.';
  const { points, dataset, components, projectedFrom: from } = player.trace.info;
  const projected = from === undefined ? '' : `, the last ${count.format(points - from)} projected`;
  const classes = dataset.classNames.length;
  const hidden = hiddenClasses === 0 ? '' : `, ${hiddenClasses} of them hidden`;
  return (
    `Scatter plot of ${count.format(points)} images of ${dataset.title}${projected} in ${components} dimensions, ` +
    `${classes} classes${hidden}, after epoch ${frame.epoch} of ${player.trace.expectedFrames - 1}.`
  );
}

/** What is under the cursor: its image's place in the dataset, or among the new images that were projected. */
export function whichImage(info: UmapTraceInfo, point: number): string {
  const { projectedFrom: from = Infinity } = info;
  if (point >= from) return `new image ${count.format(point - from)}`;
  const image = pointImage(info, point);
  // Of a sample that does not tell which images it is of.
  return image === undefined ? `point ${count.format(point)}` : `image ${count.format(image)}`;
}
