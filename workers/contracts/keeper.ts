import type { CnnFrame, CnnTest } from './cnn.ts';
import type { UmapFrame, UmapQuality } from './umap.ts';

/** What is known of a kept run before its first frame; beside its recording, in `kept.json`. */
export interface KeptFacts {
  readonly id: string;
  readonly kind: 'umap' | 'cnn';
  /** Until somebody gives it another. */
  readonly name: string;
  /** Title of the dataset. */
  readonly dataset: string;
  readonly engine: string;
  /** Frames that the run will have if it comes to its end. */
  readonly planned: number;
  /** When it began, ISO 8601. */
  readonly created: string;
}

/** A run that is to be kept. */
export interface KeepOrder {
  readonly facts: KeptFacts;
  /** The trace's `info`. */
  readonly info: { readonly kind: 'umap' | 'cnn' };
  /** Keep the images of a CNN that are watched and sampled. */
  readonly images: boolean;
}

/** An image and layers that a CNN's frames from now on are of. */
export interface KeptChoice {
  readonly id: number;
  readonly title: string;
  readonly index: number | undefined;
  readonly label: number | undefined;
  readonly kernelLayer: number;
  readonly activationLayer: number;
  /** height × width × channels, bytes; empty where there is none. */
  readonly image: Uint8Array<ArrayBuffer>;
}

/**
 * The keeper's worker: quantises, packs and writes the frames of one run into the origin's private file system, and holds a Web
 * Lock while it does.
 *
 * Rejections are `ErrorData`: `no-storage` (private windows, no such file system), `no-room` (the browser's quota),
 * `internal`. Frames that were readable before stay so.
 */
export interface KeeperApi {
  /**
   * Begins a recording, or goes on with one that was cut short by an error.
   * @returns frames that it has already; the next is to be appended
   */
  begin(order: KeepOrder): Promise<number>;
  /** One frame, and the choice that it is of where that is new. Resolves when there is room for the next. */
  append(frame: UmapFrame | CnnFrame, choice: KeptChoice | undefined): Promise<void>;
  /** No more frames will come. */
  finish(): Promise<void>;
  /** What was measured of a UMAP's last frame. */
  measured(quality: UmapQuality): Promise<void>;
  /** A test of a CNN on all test images. */
  tested(test: CnnTest): Promise<void>;
}
