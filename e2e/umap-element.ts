import type { Locator, Page } from '@playwright/test';

/** What the tests read of `<uh-umap>`; the real class is src/components/umap/umap.ts. */
export interface UmapElement extends HTMLElement {
  readonly state: string;
  readonly playhead: number;
  readonly frameCount: number;
  readonly error: { readonly code: string; readonly message: string } | undefined;
  readonly engineInfo: { readonly engine: string; readonly device: string } | undefined;
  readonly trace: {
    readonly closed: boolean;
    readonly info: { readonly points: number; readonly dataset: { readonly origin: string } };
  };
  start(): Promise<void>;
  cancel(): void;
  pause(): void;
  resume(): void;
  seek(frame: number): void;
  frame(index: number): Float32Array;
}

/** A run small enough for a software renderer on two cores, through every stage that a large one has. */
export const SMALL = 'dataset="garments" points="500" n-epochs="24"';

/** Waits until the element's run is in one of `states`. */
export async function waitForState(
  element: Locator,
  states: readonly string[],
  timeout = 60_000,
): Promise<string> {
  const handle = await element.elementHandle({ timeout: 10_000 });
  const state = await element.page().waitForFunction(
    ({ umap, wanted }) => {
      // A handle tells nothing of what kind its element is.
      const { state } = umap as unknown as UmapElement;
      return wanted.includes(state) && state;
    },
    { umap: handle, wanted: [...states] },
    { timeout },
  );
  return String(await state.jsonValue());
}

/** Workers that the page has now. */
export const workerCount = (page: Page): number => page.workers().length;

/** Reads something of the element, in the page. */
export async function read<T>(element: Locator, get: (umap: UmapElement) => T): Promise<T> {
  // Its code comes when the page has it.
  await element.evaluate(({ localName }) => customElements.whenDefined(localName).then(() => null));
  // As above.
  return element.evaluate(get as unknown as (element: SVGElement | HTMLElement) => T);
}
