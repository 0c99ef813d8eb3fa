import type { ReportProgress } from '../../../workers/contracts/control.ts';

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

/** What an element has to export. */
export interface ExportSource {
  readonly groups: readonly ExportGroup[];
  /** Widths to choose from, px; none: there is nothing to choose. */
  readonly widths: readonly number[];
  readonly width: number;
}
