import type { Player } from '../../trace/player.ts';
import type { UmapTraceInfo } from '../../trace/trace.ts';
import type { UmapFrame } from '../../../workers/contracts/umap.ts';

export type UmapPlayer = Player<UmapTraceInfo, UmapFrame>;

const count = new Intl.NumberFormat('en');

/** The figure's title, as the article words it: «Original data», «Iteration Step: 037», «Transformed Data». */
export function titleOf(player: UmapPlayer | undefined): string {
  const frame = player?.frame;
  if (!player || !frame) return '';
  if (player.trace.info.projectedFrom !== undefined) {
    const steps = player.trace.expectedFrames - 1;
    return player.playhead === steps ? 'New images' : `New images: step ${frame.epoch} of ${steps}`;
  }
  if (player.playhead === 0) return 'Original data';
  if (player.playhead === player.trace.expectedFrames - 1) return 'Transformed Data';
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

/** What is under the cursor: class and place in the dataset, or among the images projected `from` there on. */
export function pointCaption(
  className: string,
  index: number,
  from = Infinity,
): { name: string; detail: string } {
  const detail =
    index < from ? `image ${count.format(index)}` : `new image ${count.format(index - from)}`;
  return { name: className, detail };
}
