import type { FigurePicture } from '../../render/figure-picture.ts';

/** What a figure of the element's looks like. */
export interface CnnLook {
  /** Of the picture, px: a multiple of 12. */
  readonly width: number;
  readonly ground: string;
  readonly text: string;
  readonly dark: boolean;
}

/** Pictures of the frames as they were when the export began. */
export interface CnnFilm {
  readonly count: number;
  readonly playhead: number;
  readonly picture: Omit<FigurePicture<never>, 'draw'>;
  /** Draws a frame's picture. */
  draw(index: number): void;
}
