/** Page → service worker, with a port for the answer: keep everything the page may need offline. */
export interface KeepMessage {
  readonly type: 'keep';
}

/** The answer: all files are kept, or why they are not. */
export type KeepAnswer =
  { readonly type: 'kept' } | { readonly type: 'not-kept'; readonly reason: string };

/** One build of the site, as `scripts/offline.mjs` writes it into the service worker. */
export interface Build {
  /** Changes with any file that is kept. */
  readonly id: string;
  /** Paths below the service worker's scope; the empty one is the page itself. */
  readonly files: readonly string[];
  /** What the page's text must hold to be of this build: the name of its script. */
  readonly mark: string;
}
