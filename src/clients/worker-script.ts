/** The name under which `underhood-worker.js` is told what to import. */
const IMPORT = 'import';

let script: URL | undefined;

/**
 * For pages whose policy (CSP) forbids workers made of a Blob, which is how workers of another origin start: from now on
 * workers start through this copy of `underhood-worker.js` on the page's own origin. The same as `data-worker-src` on the
 * `<script>` that loads the library.
 * @throws TypeError where `url` is of another origin, whose scripts the browser starts no worker from
 */
export function setWorkerScript(url: string | URL): void {
  const own = new URL(url, document.baseURI);
  if (own.origin !== location.origin) {
    throw new TypeError(
      `${own.href} starts no workers here: put underhood-worker.js on ${location.origin}.`,
    );
  }
  script = own;
}

/** What starts the worker at `url` under the page's policy; undefined where nobody said. */
export function throughOwnScript(url: URL): URL | undefined {
  if (!script) return undefined;
  const address = new URL(script);
  address.searchParams.set(IMPORT, url.href);
  return address;
}
