import type { CnnEngineName } from '../../workers/contracts/cnn.ts';
import { imagesOfEpoch } from './cnn-settings.ts';
import type { CnnRunSettings } from './cnn-run-api.ts';

/** What a run needs, roughly: a factor of two either way on other machines. */
export interface CnnEstimate {
  /** Training and validating, from the first step to the last frame. */
  readonly seconds: number;
  /** At the peak: images, engine, kept weights and frames. */
  readonly bytes: number;
}

/**
 * Milliseconds that an engine takes to learn from one 32 × 32 × 3 image with the article's network, batches of 40, on
 * two cores of a Xeon (`npm run bench -- cnn`). Graphics cards differ by a hundredfold: nothing is promised for them.
 */
const MS_PER_IMAGE: Readonly<Partial<Record<CnnEngineName | 'auto', number>>> = {
  auto: 0.95,
  wasm: 0.95,
  'tfjs-wasm': 7.2,
  'tfjs-cpu': 450,
};

/** Validating an image is its forward pass: a third of learning from it. */
const FORWARD_SHARE = 1 / 3;

const VALIDATION_IMAGES = 2000;

/** Code, engine and activations of a batch; weights of all epochs as far as they are kept; a frame. Bytes. */
const BASE_BYTES = 180e6;
const KEPT_BYTES = 256e6;
const WEIGHTS_BYTES = 4.4e6;
const FRAME_BYTES = 0.3e6;

/** Copies of the images: in the dataset's worker, and in the CNN's as they came and in the engine's memory. */
const COPIES = 3;

/**
 * Time and memory of a run, for telling the visitor before it starts.
 * @param images training and test images together
 * @param values of one image: height × width × channels
 * @returns undefined where nothing can be said: an engine on a graphics card, or settings that make no sense
 */
export function estimateCnn(
  { engine, params }: CnnRunSettings,
  images: number,
  values: number,
): CnnEstimate | undefined {
  const perImage = MS_PER_IMAGE[engine];
  if (perImage === undefined || !(params.epochs > 0 && params.epochs < 1e5)) return undefined;
  const learned = Array.from({ length: params.epochs }, (_, i) => imagesOfEpoch(params, i)).reduce(
    (sum, count) => sum + count,
    0,
  );
  const validated = params.epochs * VALIDATION_IMAGES * FORWARD_SHARE;
  const seconds = ((learned + validated) * perImage * (values / 3072)) / 1000;
  const kept = Math.min(KEPT_BYTES, params.epochs * WEIGHTS_BYTES);
  const bytes = BASE_BYTES + COPIES * images * values + kept + params.epochs * FRAME_BYTES;
  return Number.isFinite(seconds) && seconds > 0 ? { seconds, bytes } : undefined;
}
