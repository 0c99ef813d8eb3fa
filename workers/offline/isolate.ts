/**
 * What makes a page cross-origin isolated, which is what threads in WebAssembly need. The page itself loads nothing
 * across origins but by CORS (a dataset of the visitor's own), so `require-corp` costs nothing, and unlike
 * `credentialless` every browser knows it. The last one lets other origins embed the elements.
 */
const HEADERS: Readonly<Record<string, string>> = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'cross-origin',
};

/** Statuses whose responses may have no body (Fetch standard, null body status). */
const WITHOUT_BODY = new Set([101, 103, 204, 205, 304]);

/**
 * The same response with the headers that isolate. *Takes* the response: its body moves over. One that may not be looked
 * into (a redirect that the browser follows by itself) is handed back as it is.
 */
export function isolate(response: Response): Response {
  const { type, status, statusText } = response;
  if (type === 'opaque' || type === 'opaqueredirect' || type === 'error') return response;
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(HEADERS)) headers.set(name, value);
  const body = WITHOUT_BODY.has(status) ? null : response.body;
  return new Response(body, { status, statusText, headers });
}
