import type { ReportProgress } from '../../contracts/control.ts';
import type { ImageShape, Samples, Split } from '../../contracts/dataset.ts';

/** What every decoder returns. */
export interface DecodedImages {
  readonly shape: ImageShape;
  /** Undefined when the format does not name its classes. */
  readonly classNames: readonly string[] | undefined;
  readonly samples: Samples;
  /** Images decoded, and images that the split has in the file. */
  readonly count: number;
  readonly available: number;
}

/** A file on its way in. */
export interface NamedStream {
  /** For messages: the file's name or URL. */
  readonly name: string;
  /** *Taken*: read to its end, or cancelled. */
  readonly stream: ReadableStream<Uint8Array>;
  /** Its size in bytes as far as known (Content-Length), for progress. */
  readonly bytes?: number | undefined;
}

export interface DecodeOptions {
  readonly split: Split;
  /** The first so many images of the split; all when undefined. */
  readonly points?: number | undefined;
  readonly signal: AbortSignal;
  /** Stages `download` (bytes) and, where decoding is work of its own, `decode` (images). */
  readonly report: ReportProgress;
}
