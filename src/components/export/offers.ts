import type { ReportProgress } from '../../../workers/contracts/control.ts';
import type { AnimationFormat } from '../../runs/export-animation.ts';

/** How an export is made: with the width that was chosen, until the signal fires. */
export interface OfferCall {
  readonly width: number;
  readonly signal: AbortSignal;
  readonly onProgress: ReportProgress;
}

/** A file that can be had. */
export interface ExportOffer {
  /** `GIF` */
  readonly label: string;
  /** `plays everywhere` */
  readonly detail: string;
  /** `umap-fashion-mnist.gif` */
  readonly file: string;
  /** Rejects with an `AbortError` when the signal fires, else with a sentence. */
  readonly make: (call: OfferCall) => Promise<Blob>;
}

export interface ExportGroup {
  readonly title: string;
  readonly offers: readonly ExportOffer[];
}

/** The formats in which an animation can be had. `nameOf`: of the file, by its extension. */
export function animationOffers(
  nameOf: (extension: string) => string,
  make: (call: OfferCall & { readonly format: AnimationFormat }) => Promise<Blob>,
): readonly ExportOffer[] {
  const offer = (format: AnimationFormat, label: string, detail: string): ExportOffer => ({
    ...{ label, detail, file: nameOf(format) },
    make: (call) => make({ format, ...call }),
  });
  return [
    offer('gif', 'GIF', 'shows anywhere'),
    offer('webm', 'WebM', 'video, smaller'),
    offer('mp4', 'MP4', 'video'),
  ];
}

/** What an element has to export. */
export interface ExportSource {
  readonly groups: readonly ExportGroup[];
  /** Widths to choose from, px; none: there is nothing to choose. */
  readonly widths: readonly number[];
  readonly width: number;
}
