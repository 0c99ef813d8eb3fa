import axe from 'axe-core';
import type { LitElement } from 'lit';

/** What axe finds, in the light theme and in the dark one, on the ground that composites have. */
export async function violations(element: LitElement): Promise<string[]> {
  const found: string[] = [];
  const { style } = document.documentElement;
  document.body.style.background = 'light-dark(#fffefb, #1b1b1e)';
  for (const theme of ['light', 'dark']) {
    style.colorScheme = theme;
    await element.updateComplete;
    const { violations } = await axe.run(element);
    found.push(
      ...violations.map(({ id, nodes }) => `${theme} ${id}: ${nodes.map((n) => n.html).join(' ')}`),
    );
  }
  style.colorScheme = '';
  document.body.style.background = '';
  return found;
}

/** A function that finds what is inside an element, and says what is missing. */
export function finder(element: () => LitElement) {
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- says what the selector finds, as querySelector does
  return <T extends Element = HTMLElement>(selector: string): T => {
    const found = element().renderRoot.querySelector<T>(selector);
    if (!found) throw new Error(`There is no ${selector}.`);
    return found;
  };
}

/** Text as it is read: white space is one space. */
export function textOf(element: Element | null | undefined): string {
  return (element?.textContent ?? '').replaceAll(/\s+/g, ' ').trim();
}
