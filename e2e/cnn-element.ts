import type { Locator } from '@playwright/test';

/** What the tests read of `<uh-cnn>`; the real class is src/components/cnn/cnn.ts. */
export interface CnnElement extends HTMLElement {
  readonly state: string;
  readonly playhead: number;
  readonly frameCount: number;
  readonly error: { readonly code: string; readonly message: string } | undefined;
  readonly engineInfo: { readonly engine: string; readonly device: string } | undefined;
  readonly trace: {
    readonly closed: boolean;
    readonly info: {
      readonly dataset: { readonly origin: string };
      readonly sampledImages: Uint8Array<ArrayBuffer>;
    };
    readonly frames: readonly {
      readonly metrics: { readonly validationAccuracy: number; readonly validationLoss: number };
      readonly settings: { readonly learningRate: number };
      readonly view: { readonly probabilities: Float32Array };
    }[];
  };
  start(): Promise<void>;
  pause(): void;
  seek(frame: number): void;
  predict(images: Uint8Array<ArrayBuffer>): Promise<Float32Array>;
  frame(index: number): { readonly kernels: Float32Array };
}

/** A run small enough for two cores, with every stage that a large one has. */
export const SMALL_CNN = 'dataset="objects" points="1200" epochs="3"';

/** Reads something of the element, in the page. */
export function readCnn<T>(element: Locator, get: (cnn: CnnElement) => T | Promise<T>): Promise<T> {
  // A locator tells nothing of what kind its element is.
  return element.evaluate(get as unknown as (element: SVGElement | HTMLElement) => T | Promise<T>);
}
