import type { Player } from '../../trace/player.ts';
import type { UmapTraceInfo } from '../../trace/trace.ts';
import type { UmapFrame } from '../../../workers/contracts/umap.ts';

export type UmapPlayer = Player<UmapTraceInfo, UmapFrame>;

const count = new Intl.NumberFormat('en');

/** The figure's title, as the article words it: «Original data», «Iteration Step: 037», «Transformed Data». */
export function titleOf(player: UmapPlayer | undefined): string {
  const frame = player?.frame;
  if (!player || !frame) return '';
  if (player.playhead === 0) return 'Original data';
  if (player.playhead === player.trace.expectedFrames - 1) return 'Transformed Data';
  return `Iteration Step: ${String(frame.epoch).padStart(3, '0')}`;
}

/** The figure in words, for those who cannot see it. */
export function descriptionOf(player: UmapPlayer | undefined, hiddenClasses: number): string {
  const frame = player?.frame;
  if (!player || !frame)
    return 'Scatter plot of an embedding, empty: no frame has been computed yet.';
  const { points, dataset, components } = player.trace.info;
  const classes = dataset.classNames.length;
  const hidden = hiddenClasses === 0 ? '' : `, ${hiddenClasses} of them hidden`;
  return (
    `Scatter plot of ${count.format(points)} images of ${dataset.title} in ${components} dimensions, ` +
    `${classes} classes${hidden}, after epoch ${frame.epoch} of ${player.trace.expectedFrames - 1}.`
  );
}

/** What is under the cursor: class and place in the dataset. */
export function pointCaption(className: string, index: number): { name: string; detail: string } {
  return { name: className, detail: `image ${count.format(index)}` };
}
