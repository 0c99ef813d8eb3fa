/** Pixels as a platform's image decoder hands them out: row-major, interleaved, opaque. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  /** 3 = RGB, 4 = RGBA whose alpha is ignored (transparent images are laid on white before). */
  readonly channels: 3 | 4;
  readonly data: Uint8Array | Uint8ClampedArray;
}

/** Decodes one JPEG or PNG. Rejects with anything when the bytes are no image. */
export type DecodeImage = (bytes: Uint8Array<ArrayBuffer>) => Promise<Raster>;

/** What the dataset code needs from where it runs; a browser's worker, Node, or a test. */
export interface Platform {
  readonly fetch: (url: string, init?: RequestInit) => Promise<Response>;
  readonly decodeImage: DecodeImage;
  /** Undefined where the Cache API is missing (pages without TLS) or denied: everything works without it. */
  readonly caches?: Pick<CacheStorage, 'open'> | undefined;
  /** Waits between retries, ms; one entry a retry. Tests pass zeros. */
  readonly retryDelays: readonly number[];
}
