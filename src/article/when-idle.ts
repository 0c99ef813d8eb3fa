/** Without `requestIdleCallback` (Safari): long enough for what comes first, ms. */
const LATER = 1500;

/** Does what can wait, once the page has loaded and has nothing else to do. */
export function whenIdle(work: () => void): void {
  const soon = (): void => {
    if ('requestIdleCallback' in window) requestIdleCallback(work);
    else setTimeout(work, LATER);
  };
  if (document.readyState === 'complete') soon();
  else addEventListener('load', soon, { once: true });
}
