/** With what figures tell of two classes that the visitor points at. */
const PAIR_EVENTS = ['uh-pair', 'uh-cell'];

/** Figures with the attribute `link` are linked (article/links.ts) from the first time that two classes are pointed at. */
export function loadLinksOnUse(document: Document): void {
  const listen = (): void => {
    for (const type of PAIR_EVENTS) document.addEventListener(type, onPair);
  };
  const onPair = (event: Event): void => {
    const path = event.composedPath(); // empty once the event has gone by
    if (!path.some((target) => target instanceof Element && target.hasAttribute('link'))) return;
    for (const type of PAIR_EVENTS) document.removeEventListener(type, onPair);
    import('./article/links.ts').then(
      ({ PairLinks }) => {
        new PairLinks(document).follow(event, path);
      },
      // Without a connection the next one tries again.
      listen,
    );
  };
  listen();
}
