import type { LayerSummary } from '../../../workers/contracts/cnn.ts';
import type { WatchedLayers } from '../../runs/cnn-run-api.ts';

/** Layers that make one map of each map. */
const KEEPS_MAPS: ReadonlySet<string> = new Set(['relu', 'max-pool', 'dropout', 'batch-norm']);

/**
 * Whether map i of the activation layer comes of kernel i of the kernel layer: it is that layer's output, or what layers
 * made of it that keep maps apart.
 */
export function haveSameFilters(
  layers: readonly LayerSummary[],
  { kernelLayer, activationLayer }: WatchedLayers,
): boolean {
  return (
    activationLayer >= kernelLayer &&
    layers
      .slice(kernelLayer + 1, activationLayer + 1)
      .every(({ spec }) => KEEPS_MAPS.has(spec.type))
  );
}
