import type { LayerSpec, ModelFile } from '../../contracts/cnn.ts';
import { WorkerError } from '../../rpc/errors.ts';
import type { ModelPlan } from '../model.ts';

/** Bytes of the little-endian length before the header. */
const LENGTH_BYTES = 8;
/** The format's own bound. */
const LONGEST_HEADER = 100e6;

/** What the header says of a tensor. */
interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/** Weights by the names of the plan's tensors, float32; the layers as JSON in the metadata. github.com/huggingface/safetensors */
export function writeSafetensors(plan: ModelPlan, weights: Float32Array): ModelFile {
  const header: Record<string, unknown> = {
    __metadata__: {
      format: 'underhood',
      input: JSON.stringify(plan.input),
      layers: JSON.stringify(plan.layers.map(({ spec }) => spec)),
    },
  };
  for (const { name, shape, offset, size } of plan.weights) {
    header[name] = { dtype: 'F32', shape, data_offsets: [4 * offset, 4 * (offset + size)] };
  }
  const text = JSON.stringify(header);
  // Padded with spaces, so that the floats are aligned.
  const json = new TextEncoder().encode(text.padEnd(Math.ceil(text.length / 8) * 8));
  const bytes = new Uint8Array(LENGTH_BYTES + json.length + 4 * plan.size);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, LENGTH_BYTES);
  const floats = new DataView(bytes.buffer, LENGTH_BYTES + json.length);
  weights.forEach((value, i) => {
    floats.setFloat32(4 * i, value, true);
  });
  return { name: 'model.safetensors', bytes };
}

/** Weights of the plan's tensors by name, whatever their order. @throws WorkerError `bad-model` */
export function readSafetensors(
  { name: file, bytes }: ModelFile,
  plan: ModelPlan,
): Float32Array<ArrayBuffer> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length < LENGTH_BYTES ? Infinity : Number(view.getBigUint64(0, true));
  if (length > Math.min(LONGEST_HEADER, bytes.length - LENGTH_BYTES)) {
    throw new WorkerError(
      'bad-model',
      `${file} is no safetensors file: its header does not end within it.`,
    );
  }
  const start = LENGTH_BYTES + length;
  const header = parse(file, bytes.subarray(LENGTH_BYTES, start));
  const weights = new Float32Array(plan.size);
  for (const { name, shape, offset, size } of plan.weights) {
    const entry = header[name];
    if (!entry) {
      throw new WorkerError(
        'bad-model',
        `${file} has no weights ${name}, which this model needs.`,
        { layer: name },
      );
    }
    const [from, to] = entry.data_offsets;
    if (
      entry.dtype !== 'F32' ||
      entry.shape.join() !== shape.join() ||
      to - from !== 4 * size ||
      start + to > bytes.length
    ) {
      throw new WorkerError(
        'bad-model',
        `${file}: ${name} is ${entry.dtype} of ${entry.shape.join(' × ')}; this model needs F32 of ${shape.join(' × ')}.`,
        { layer: name },
      );
    }
    for (let i = 0; i < size; i++)
      weights[offset + i] = view.getFloat32(start + from + 4 * i, true);
  }
  return weights;
}

/** The layers that a file of ours says it was trained with; undefined in others' files. */
export function layersOf({ name, bytes }: ModelFile): readonly LayerSpec[] | undefined {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const header = parse(name, bytes.subarray(LENGTH_BYTES, LENGTH_BYTES + length));
  const text = (header['__metadata__'] as { readonly layers?: string } | undefined)?.layers;
  return text === undefined ? undefined : (JSON.parse(text) as readonly LayerSpec[]);
}

function parse(file: string, json: Uint8Array): Readonly<Partial<Record<string, Entry>>> {
  try {
    return JSON.parse(new TextDecoder().decode(json)) as Readonly<Partial<Record<string, Entry>>>;
  } catch {
    throw new WorkerError('bad-model', `${file} is no safetensors file: its header is no JSON.`);
  }
}
