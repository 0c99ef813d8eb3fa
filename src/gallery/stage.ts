import type { Example } from './example.ts';

/** An element is made when it is this near to the screen, and taken away when it is farther. */
const MARGIN = '300px';

/** A custom element of ours is a Lit element. */
type Updating = HTMLElement & { readonly updateComplete?: Promise<unknown> };

/**
 * Puts each example on its stage while that is on the screen or near it: seventy figures at once, some of them playing,
 * would be too many for any browser. A stage with its element in place and drawn has `data-ready`.
 */
export class Stages {
  private readonly examples = new WeakMap<Element, Example>();
  private readonly observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        const example = this.examples.get(target);
        if (!(target instanceof HTMLElement) || !example) continue;
        if (isIntersecting) void show(target, example);
        else clear(target);
      }
    },
    { rootMargin: MARGIN },
  );

  add(stage: Element, example: Example): void {
    this.examples.set(stage, example);
    this.observer.observe(stage);
  }
}

async function show(stage: HTMLElement, example: Example): Promise<void> {
  if (stage.firstChild) return;
  const element: Updating = example.render();
  stage.append(element);
  await defined(element);
  await element.updateComplete;
  // Scripted runs begin in a task of their own; then two frames until all of it is drawn.
  await new Promise((resolve) => setTimeout(resolve, 50));
  await element.updateComplete;
  for (let i = 0; i < 2; i++) await new Promise(requestAnimationFrame);
  if (element.parentNode !== stage) return;
  stage.style.minHeight = '0';
  stage.dataset['ready'] = '';
}

/** An example may be a figure, or a box of figures that belong together. */
async function defined(example: Element): Promise<void> {
  const figures = [example, ...example.querySelectorAll('*')];
  const tags = new Set(figures.map(({ localName }) => localName));
  const own = [...tags].filter((tag) => tag.startsWith('uh-'));
  await Promise.all(own.map((tag) => customElements.whenDefined(tag)));
}

function clear(stage: HTMLElement): void {
  if (!stage.firstChild) return;
  // The page keeps its length, so that nothing jumps.
  stage.style.minHeight = `${stage.offsetHeight}px`;
  delete stage.dataset['ready'];
  stage.replaceChildren();
}
