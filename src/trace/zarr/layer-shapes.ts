import type { LayerSummary } from '../../../workers/contracts/cnn.ts';
import type { ImageShape } from '../../../workers/contracts/dataset.ts';
import { TraceError } from './trace-error.ts';

interface Network {
  readonly layers: readonly LayerSummary[];
  readonly dataset: { readonly shape: ImageShape };
}

/** height × width × channels × filters of a convolution's weights. Throws `bad-model`. */
export function kernelShape({ layers, dataset }: Network, layer: number): readonly number[] {
  const spec = layers[layer]?.spec;
  if (spec?.type !== 'conv2d') {
    throw new TraceError(
      'bad-model',
      `Layer ${layer} has no kernels: it is ${spec?.type ?? 'not there'}.`,
      { layer },
    );
  }
  const channels =
    layer === 0 ? dataset.shape.channels : (layers[layer - 1]?.outputShape.at(-1) ?? 0);
  return [spec.kernelSize, spec.kernelSize, channels, spec.filters];
}

/** height × width × maps of a layer's output. Throws `bad-model`. */
export function mapShape({ layers }: Network, layer: number): readonly number[] {
  const shape = layers[layer]?.outputShape ?? [];
  if (shape.length === 3) return shape;
  throw new TraceError('bad-model', `Layer ${layer} has no activation maps.`, { layer });
}
