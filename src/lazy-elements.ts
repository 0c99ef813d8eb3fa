/** Elements whose code is fetched when a page has one, by tag. */
const LAZY: Readonly<Record<string, () => Promise<unknown>>> = {
  'uh-umap': () => import('./components/umap/umap.ts'),
  'uh-embedding': () => import('./components/embedding/embedding.ts'),
  'uh-timeline': () => import('./components/timeline/timeline.ts'),
  'uh-cnn': () => import('./components/cnn/cnn.ts'),
  'uh-cnn-figures': () => import('./components/cnn/cnn.ts'),
  'uh-kernels': () => import('./components/kernels/kernels.ts'),
  'uh-activations': () => import('./components/activations/activations.ts'),
  'uh-learning-curve': () => import('./components/learning-curve/learning-curve.ts'),
  'uh-prediction': () => import('./components/prediction/prediction.ts'),
  'uh-predictions': () => import('./components/predictions/predictions.ts'),
  'uh-confusion-matrix': () => import('./components/confusion-matrix/confusion-matrix.ts'),
  'uh-expectation': () => import('./components/expectation/expectation.ts'),
  'uh-samples': () => import('./components/samples/samples.ts'),
  'uh-class-averages': () => import('./components/class-averages/class-averages.ts'),
  'uh-clustermap': () => import('./components/clustermap/clustermap.ts'),
  'uh-mistakes': () => import('./components/mistakes/mistakes.ts'),
  'uh-model-summary': () => import('./components/model-summary/model-summary.ts'),
  'uh-runs': () => import('./components/runs/runs.ts'),
  'uh-compare': () => import('./components/compare/compare.ts'),
};

/** How far from the viewport an element gets its code: time enough to fetch it while scrolling there. */
const NEAR = '600px 0px';

/** Longest time between two tries to fetch the code of an element, ms. */
const LONGEST_WAIT = 60_000;

/**
 * Fetches the code of an element ahead of its first use, for those that a page keeps in shadow roots, where they are not
 * found by themselves. Rejects where it cannot be fetched, or the tag is none of ours.
 */
export async function loadElement(tag: string): Promise<void> {
  const load = LAZY[tag];
  if (!load) throw new Error(`There is no element <${tag}> to load.`);
  await load();
}

/** From now on, whatever element of ours comes into the document gets its code. */
export function loadElementsOnSight(document: Document): void {
  const missing = new Set(Object.keys(LAZY));
  const fetchCode = (tag: string, wait: number): void => {
    // Without a connection the element stays as it is, and gets its code once there is one.
    loadElement(tag).catch(() =>
      setTimeout(() => {
        fetchCode(tag, Math.min(2 * wait, LONGEST_WAIT));
      }, wait),
    );
  };
  const want = (tag: string): void => {
    if (missing.delete(tag)) fetchCode(tag, 1000);
    if (missing.size === 0) observer.disconnect();
  };
  // With `loading="lazy"` the code, too, can wait until somebody is about to see the element.
  const near =
    typeof IntersectionObserver === 'undefined'
      ? undefined
      : new IntersectionObserver(
          (entries) => {
            for (const { isIntersecting, target } of entries) {
              if (!isIntersecting) continue;
              near?.unobserve(target);
              want(target.localName);
            }
          },
          { rootMargin: NEAR },
        );
  const meet = (element: Element): void => {
    const tag = element.localName;
    if (!missing.has(tag)) return;
    if (near && element.getAttribute('loading') === 'lazy') near.observe(element);
    else want(tag);
  };
  const search = (root: Document | Element): void => {
    for (const element of root.querySelectorAll([...missing].join())) meet(element);
  };
  const observer = new MutationObserver((changes) => {
    for (const { addedNodes } of changes) {
      for (const node of addedNodes) {
        if (missing.size === 0) return;
        if (!(node instanceof Element)) continue;
        meet(node);
        if (missing.size > 0 && node.firstElementChild) search(node);
      }
    }
  });
  observer.observe(document, { childList: true, subtree: true });
  search(document);
}
