import { isImmutable, type KeptFiles } from './kept-files.ts';

/** How long a page waits for the network before the kept one is shown, ms. */
const PATIENCE = 4000;

/** Where packed datasets lie; the dataset worker keeps those itself (workers/dataset/chunk-store.ts). */
const DATASETS = 'datasets/';

export interface Site {
  /** Absolute URL of the site's folder, with a slash at its end. */
  readonly scope: string;
  readonly kept: KeptFiles;
  readonly fetch: (request: Request) => Promise<Response>;
}

/** Whether a request is for the service worker to answer; the browser answers all others by itself. */
export function isOurs(request: Request, scope: string): boolean {
  return (
    request.method === 'GET' &&
    request.url.startsWith(scope) &&
    !pathOf(request, scope).startsWith(DATASETS) &&
    !request.headers.has('range') &&
    (request.cache !== 'only-if-cached' || request.mode === 'same-origin')
  );
}

/**
 * Answers a request for a file of the site. Files with a hash in their name come from the kept ones first; pages and
 * all others from the network, so that nobody is left with an old page while there is a new one. `later` gets the work
 * that outlives the answer. Rejects when there is no network and nothing is kept.
 */
export async function answer(
  request: Request,
  { scope, kept, fetch }: Site,
  later: (work: Promise<void>) => void,
): Promise<Response> {
  const path = pathOf(request, scope);
  const url = new URL(path, scope).href;
  if (request.mode === 'navigate') {
    // Only the page of a build that is kept whole: any other would miss parts of itself.
    const page = (await kept.isComplete()) ? await kept.find(url) : undefined;
    return page ? inTime(fetch(request), page) : fetch(request);
  }
  if (isImmutable(path)) {
    const found = await kept.find(url);
    if (found) return found;
  }
  let response: Response;
  try {
    response = await fetch(request);
  } catch (thrown) {
    const found = await kept.find(url);
    if (found) return found;
    throw thrown;
  }
  if (response.status === 200 && response.type === 'basic' && !isPage(response)) {
    later(kept.add(url, response.clone()));
  }
  return response;
}

/** The path below the scope, without parameters; `index.html` is the folder itself. */
function pathOf({ url }: Request, scope: string): string {
  const path = new URL(url).pathname.slice(new URL(scope).pathname.length);
  return path === 'index.html' ? '' : path;
}

/** Servers of single-page sites answer a missing file with their page, and status 200. */
function isPage(response: Response): boolean {
  return response.headers.get('Content-Type')?.includes('text/html') ?? false;
}

/** The network's answer, or the fallback when it fails or does not come. */
async function inTime(network: Promise<Response>, fallback: Response): Promise<Response> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<Response>((resolve) => {
    timer = setTimeout(() => {
      resolve(fallback);
    }, PATIENCE);
  });
  try {
    return await Promise.race([network.catch(() => fallback), late]);
  } finally {
    clearTimeout(timer);
  }
}
