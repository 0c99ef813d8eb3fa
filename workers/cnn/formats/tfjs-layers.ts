import type { LayerSpec, LayerSummary, ModelFile, WeightInit } from '../../contracts/cnn.ts';
import { WorkerError } from '../../rpc/errors.ts';
import type { ModelPlan } from '../model.ts';

const WEIGHTS_FILE = 'weights.bin';

interface ManifestEntry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: string;
}

interface ModelJson {
  readonly weightsManifest: readonly {
    readonly paths: readonly string[];
    readonly weights: readonly ManifestEntry[];
  }[];
}

/** A Keras Sequential model as tfjs's `loadLayersModel` reads it: topology in `model.json`, weights beside it. */
export function writeTfjsLayers(plan: ModelPlan, weights: Float32Array): readonly ModelFile[] {
  const { height, width, channels } = plan.input;
  const layers = plan.layers.map((layer, index) => ({
    class_name: CLASSES[layer.spec.type],
    config: {
      name: layer.name,
      ...(index === 0
        ? { batch_input_shape: [null, height, width, channels], dtype: 'float32' }
        : {}),
      ...configOf(layer),
    },
  }));
  const model = {
    format: 'layers-model',
    generatedBy: 'underhood',
    convertedBy: null,
    modelTopology: {
      class_name: 'Sequential',
      config: { name: 'underhood', layers },
      keras_version: 'tfjs-layers 4.22.0',
      backend: 'tensor_flow.js',
    },
    weightsManifest: [
      {
        paths: [WEIGHTS_FILE],
        weights: plan.weights.map(({ name, shape }) => ({ name, shape, dtype: 'float32' })),
      },
    ],
  };
  const bytes = new Uint8Array(4 * plan.size);
  const floats = new DataView(bytes.buffer);
  weights.forEach((value, i) => {
    floats.setFloat32(4 * i, value, true);
  });
  return [
    { name: 'model.json', bytes: new TextEncoder().encode(JSON.stringify(model)) },
    { name: WEIGHTS_FILE, bytes },
  ];
}

/** Weights in the plan's order. @throws WorkerError `bad-model` */
export function readTfjsLayers(
  files: readonly ModelFile[],
  plan: ModelPlan,
): Float32Array<ArrayBuffer> {
  const json = files.find(({ name }) => name.endsWith('.json'));
  const manifest = json && parse(json);
  const entries = manifest?.flatMap(({ weights }) => weights) ?? [];
  // tfjs's downloads begin with «./»; chosen files have no folder.
  const paths = manifest?.flatMap(({ paths: own }) => own.map(fileName)) ?? [];
  const parts = paths.map((path) => files.find(({ name }) => name === path));
  const missing = paths[parts.indexOf(undefined)];
  if (!json || missing !== undefined) {
    throw new WorkerError(
      'bad-model',
      json
        ? `${json.name} names ${missing ?? 'a file'}, which is not there: choose both files.`
        : 'There is no model.json among the files.',
    );
  }
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + (part?.bytes.length ?? 0), 0));
  let at = 0;
  for (const part of parts) {
    if (!part) continue;
    bytes.set(part.bytes, at);
    at += part.bytes.length;
  }
  const given = arrange(entries, plan);
  const wrong = plan.weights.findIndex(
    ({ shape }, i) => given[i]?.shape.join() !== shape.join() || given[i].dtype !== 'float32',
  );
  if (wrong >= 0 || entries.length !== plan.weights.length || bytes.length !== 4 * plan.size) {
    const at = Math.max(0, wrong);
    const { name = '', shape = [] } = plan.weights[at] ?? {};
    throw new WorkerError(
      'bad-model',
      `${json.name}: weights ${at + 1} of ${entries.length} are ${given[wrong]?.dtype ?? ''} of ${given[wrong]?.shape.join(' × ') ?? 'another number'}; this model needs float32 of ${shape.join(' × ')} for ${name}.`,
      { layer: name },
    );
  }
  const view = new DataView(bytes.buffer);
  const weights = new Float32Array(plan.size);
  for (const [i, { offset, size }] of plan.weights.entries()) {
    const from = given[i]?.from ?? 0;
    for (let j = 0; j < size; j++) weights[offset + j] = view.getFloat32(from + 4 * j, true);
  }
  return weights;
}

/**
 * Entries as the plan's weights follow each other, each with its first byte. By order, not by name: others' layers have
 * other names. But tfjs puts the running statistics behind everything that is trained, where Keras's converter leaves
 * them with their layers; each for themselves, both are in order.
 */
function arrange(
  entries: readonly ManifestEntry[],
  plan: ModelPlan,
): readonly ((ManifestEntry & { readonly from: number }) | undefined)[] {
  let end = 0;
  const placed = entries.map((entry) => {
    const from = end;
    end += 4 * entry.shape.reduce((product, n) => product * n, 1);
    return { ...entry, from };
  });
  const isRunning = ({ name }: ManifestEntry): boolean => /moving_(mean|variance)/.test(name);
  const running = placed.filter(isRunning).values();
  const trained = placed.filter((entry) => !isRunning(entry)).values();
  return plan.weights.map(({ trainable }) => (trainable ? trained : running).next().value);
}

const fileName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

const CLASSES = {
  conv2d: 'Conv2D',
  relu: 'ReLU',
  'max-pool': 'MaxPooling2D',
  flatten: 'Flatten',
  dropout: 'Dropout',
  dense: 'Dense',
  'batch-norm': 'BatchNormalization',
  softmax: 'Softmax',
} as const satisfies Record<LayerSpec['type'], string>;

function configOf({ spec }: LayerSummary): Readonly<Record<string, unknown>> {
  switch (spec.type) {
    case 'conv2d':
      return {
        filters: spec.filters,
        kernel_size: [spec.kernelSize, spec.kernelSize],
        padding: spec.padding,
        kernel_initializer: initialiser(spec.init),
      };
    case 'dense':
      return { units: spec.units, kernel_initializer: initialiser(spec.init) };
    case 'max-pool':
      return {
        pool_size: [spec.size, spec.size],
        strides: [spec.size, spec.size],
        padding: 'valid',
      };
    case 'dropout':
      return { rate: spec.rate };
    case 'batch-norm':
      return { axis: -1, momentum: spec.momentum, epsilon: spec.epsilon };
    case 'relu':
    case 'flatten':
    case 'softmax':
      return {};
  }
}

function initialiser(init: WeightInit): Readonly<Record<string, unknown>> {
  switch (init.type) {
    case 'truncated-normal':
      return { class_name: 'TruncatedNormal', config: { mean: 0, stddev: init.stddev } };
    case 'variance-scaling':
      return {
        class_name: 'VarianceScaling',
        config: { scale: init.scale, mode: 'fan_in', distribution: 'truncated_normal' },
      };
    case 'glorot-uniform':
      return { class_name: 'GlorotUniform', config: {} };
  }
}

function parse({ name, bytes }: ModelFile): ModelJson['weightsManifest'] {
  try {
    const model = JSON.parse(new TextDecoder().decode(bytes)) as Partial<ModelJson>;
    if (model.weightsManifest?.[0]?.paths) return model.weightsManifest;
  } catch {
    // Told below.
  }
  throw new WorkerError(
    'bad-model',
    `${name} is no model.json of tfjs: it has no weightsManifest.`,
  );
}
