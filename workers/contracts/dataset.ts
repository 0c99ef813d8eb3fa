export type Split = 'train' | 'test';

/** Where images come from: measured data, drawn by this project, or the visitor's own. */
export type DatasetOrigin = 'real' | 'drawn' | 'own';

export interface ImageShape {
  readonly height: number;
  readonly width: number;
  /** 1 = grey, 3 = RGB, interleaved. */
  readonly channels: 1 | 3;
}

/** Which dataset to open, and how much of it. */
export interface DatasetParams {
  /**
   * A catalogue entry (`fashion-mnist`, `cifar-10`, `garments`, `objects`) or an absolute URL: of a
   * packed dataset's `manifest.json` or its folder (with a slash at its end), a `.zip` of class folders
   * of images, CIFAR-10's binary `.tar.gz` or a `.bin` batch, or an IDX file of images
   * (`…-images-idx3-ubyte.gz`) with its labels beside it. Without such an ending the content decides.
   */
  readonly dataset: string;
  readonly split: Split;
  /** The first `points` images of the split, exactly; undefined: all of them, up to `limit`. */
  readonly points?: number | undefined;
  /** At most so many images when `points` is undefined: what the engine handles well. */
  readonly limit?: number | undefined;
  /** Seeds the drawn datasets. Others ignore it. */
  readonly seed: number;
}

export interface DatasetOptions {
  /** Absolute URL of the folder that holds the packed datasets, with a slash at its end. */
  readonly datasetsUrl: string;
}

export interface DatasetInfo {
  /** The catalogue's name, or the URL. */
  readonly name: string;
  /** For people: `Fashion-MNIST`. */
  readonly title: string;
  readonly origin: DatasetOrigin;
  readonly split: Split;
  readonly shape: ImageShape;
  readonly classNames: readonly string[];
  /** Images opened, and images that the split has (0 = any number, for drawn data). */
  readonly count: number;
  readonly available: number;
  /** Hex SHA-256 that identifies the bytes of these images and labels. */
  readonly hash: string;
  /** Set when another dataset was asked for and this one stands in: a sentence that says why. */
  readonly standIn?: string;
  /** Licence and source, one sentence. */
  readonly attribution: string;
}

/** Images row-major, count × height × width × channels, one byte each. */
export interface Samples {
  readonly images: Uint8Array<ArrayBuffer>;
  /** Class index of each image. */
  readonly labels: Uint8Array<ArrayBuffer>;
}

/** Which images to pick at random. */
export interface PickParams {
  /** At most so many, each once. */
  readonly count: number;
  readonly seed: number;
  /** Class index, for images of one class; undefined: of all. */
  readonly label?: number | undefined;
}

/** Images picked at random, in random order. */
export interface PickedSamples extends Samples {
  /** Index of each image in the split. */
  readonly indices: Uint32Array<ArrayBuffer>;
  /** Images that could have been picked: those decoded so far, of the class asked for. */
  readonly among: number;
  /** All images decoded so far. */
  readonly decoded: number;
}

/** Images that differ least from another one, nearest first. */
export interface NearestSamples extends Samples {
  /** Index of each image in the split. */
  readonly indices: Uint32Array<ArrayBuffer>;
  /** Root of the mean squared difference of the pixels, 0 to 1. */
  readonly distances: Float64Array<ArrayBuffer>;
}

export interface DatasetStatistics {
  /** Images in each class. */
  readonly classCounts: Uint32Array<ArrayBuffer>;
  /** Mean image of each class / 255: classes × height × width × channels. */
  readonly classAverages: Float32Array<ArrayBuffer>;
  /** Pearson correlation of the class averages, classes × classes, −1..1. */
  readonly correlation: Float64Array<ArrayBuffer>;
}

/** A handle on an opened dataset, valid in the worker that opened it until `close`. */
export type DatasetHandle = number;

export interface OpenedDataset {
  readonly handle: DatasetHandle;
  /** `info.count` is the number that will be there when `loaded` has resolved. */
  readonly info: DatasetInfo;
  /** Images that `images` hands out at once, from index 0 on; the rest waits for `loaded`. */
  readonly ready: number;
  /** Bytes that the rest takes from the network, as far as it is known; 0 where nothing more is fetched. */
  readonly toFetch: number;
}

/**
 * The dataset worker. It keeps opened datasets in memory and hands out copies.
 *
 * Every rejection is an `ErrorData`: `unknown-dataset`, `bad-parameter`, `network`, `http-status`,
 * `checksum-mismatch`, `truncated`, `wrong-format`, `wrong-shape`, `count-mismatch`, `no-images`, `aborted`,
 * `out-of-memory`.
 */
export interface DatasetApi {
  /**
   * Opens a dataset and resolves as soon as its first images (about a thousand) are decoded, so that
   * something shows. Nothing more is fetched until `loaded`, `samples` or `statistics` is called.
   * Progress stages: `download` (bytes), then `decode` or `draw` (images).
   */
  open(
    params: DatasetParams,
    options: DatasetOptions,
    control: MessagePort,
  ): Promise<OpenedDataset>;
  /**
   * Loads the rest and resolves when every image is decoded; at once when it is already so. Progress
   * as in `open`. An abort or a failure leaves the handle valid: called again, it goes on with what is
   * missing.
   */
  loaded(handle: DatasetHandle, control: MessagePort): Promise<void>;
  /** A copy of all images and labels, transferred. Waits for them as `loaded` does. */
  samples(handle: DatasetHandle): Promise<Samples>;
  /**
   * Copies of single images, in the order asked for; `indices` past the end are `bad-parameter`. Waits
   * as `loaded` does only for images that are not decoded yet.
   */
  images(handle: DatasetHandle, indices: Uint32Array<ArrayBuffer>): Promise<Samples>;
  /**
   * Picks among the images that are decoded already, so that it waits for nothing: the same of the same
   * seed as long as no more have come. `bad-parameter` where the count is no whole number or there is no such class.
   */
  pick(handle: DatasetHandle, params: PickParams): Promise<PickedSamples>;
  /**
   * The `count` images that differ least from `image` (one image, height × width × channels), pixel by pixel. Waits for all
   * images as `loaded` does. Progress stage: `nearest` (images). Rejects with `wrong-shape`, `bad-parameter`.
   */
  nearest(
    handle: DatasetHandle,
    image: Uint8Array<ArrayBuffer>,
    count: number,
    control: MessagePort,
  ): Promise<NearestSamples>;
  /** Of all images. Waits for them as `loaded` does. */
  statistics(handle: DatasetHandle): Promise<DatasetStatistics>;
  /** Frees the dataset's memory. Closing twice is fine. */
  close(handle: DatasetHandle): Promise<void>;
}
