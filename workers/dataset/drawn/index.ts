import type { ImageShape, Split } from '../../contracts/dataset.ts';
import { garments } from './garments.ts';
import { objects } from './objects.ts';

/** Images that this project draws itself, from a seed: any number of them, and no measured data. */
export interface DrawnDataset {
  readonly name: 'garments' | 'objects';
  /** For people: `Garments (drawn)`. */
  readonly title: string;
  readonly shape: ImageShape;
  readonly classNames: readonly string[];
  /**
   * Draws image `index` of the sequence (seed, split) into `out` (borrowed) at `offset`, row-major,
   * and returns its class. Every image is a function of these three alone, so that any number can be
   * drawn in any order. Each ten images from a multiple of ten on hold every class once.
   */
  draw(seed: number, split: Split, index: number, out: Uint8Array, offset: number): number;
}

export const drawnDatasets: { readonly garments: DrawnDataset; readonly objects: DrawnDataset } = {
  garments,
  objects,
};
