import type { Page } from '@playwright/test';

/** Something that the page lets the keyboard reach, or should. */
export interface TabStop {
  readonly index: number;
  /** Tags from the document down to it, with its words: enough to find it by. */
  readonly name: string;
  readonly tag: string;
  readonly role: string;
  readonly type: string;
}

/** What the keyboard is on. */
export interface Focus {
  /** Of the list of tab stops; -1 for something that is not among them, undefined for nothing. */
  readonly index: number | undefined;
  readonly name: string;
  /** It, or what stands for it, looks other than without the focus. */
  readonly shows: boolean;
  readonly onScreen: boolean;
  /** A box that scrolls, which browsers let the keyboard reach by themselves. */
  readonly scrolls: boolean;
}

/**
 * Puts into the page what a walk needs: opens everything that can be opened, and lists what can be reached, by a walk of
 * the whole tree, shadow roots and all. What looks interactive and cannot be reached is in `unreachable`.
 */
export function listTabStops(page: Page): Promise<{ stops: TabStop[]; unreachable: string[] }> {
  return page.evaluate(async () => {
    const CONTROLS =
      'a[href], button, input:not([type=hidden]), select, textarea, summary, iframe, [tabindex], [contenteditable]';
    const ROLES =
      /^(button|link|checkbox|switch|slider|spinbutton|radio|tab|menuitem|option|textbox|combobox)$/;

    const walk = function* (root: Document | ShadowRoot | Element): Generator<Element> {
      for (const element of root.children) {
        yield element;
        if (element.shadowRoot) yield* walk(element.shadowRoot);
        yield* walk(element);
      }
    };
    for (const element of walk(document)) {
      if (element instanceof HTMLDetailsElement) element.open = true;
    }
    // What is in there may only be drawn now.
    await new Promise((resolve) => setTimeout(resolve, 300));

    const nameOf = (element: Element): string => {
      const path: string[] = [];
      for (let node: Element | null = element; node && node !== document.body;) {
        if (node === element || node.localName.includes('-')) path.unshift(node.localName);
        const root = node.getRootNode();
        node = node.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
      }
      const words = element.getAttribute('aria-label') ?? element.textContent;
      return `${path.join(' > ')} «${words.trim().replace(/\s+/g, ' ').slice(0, 50)}»`;
    };
    const isOff = (element: Element): boolean => {
      for (let node: Element | null = element; node;) {
        if (node.matches(':disabled, [inert], [aria-hidden=true]')) return true;
        const root = node.getRootNode();
        node = node.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
      }
      return !element.checkVisibility({ visibilityProperty: true });
    };

    const elements: Element[] = [];
    const unreachable: string[] = [];
    const radios = new Set<string>();
    for (const element of walk(document)) {
      const role = element.getAttribute('role') ?? '';
      if (!(element instanceof HTMLElement || element instanceof SVGElement)) continue;
      if (!element.matches(CONTROLS) && !ROLES.test(role)) continue;
      if (isOff(element)) continue;
      // Of a group of radio buttons the keyboard reaches one, and the arrow keys the others.
      if (element instanceof HTMLInputElement && element.type === 'radio') {
        const group = `${element.name} ${nameOf(element.parentElement ?? element)}`;
        if (!element.checked || radios.has(group)) continue;
        radios.add(group);
      }
      if (element.tabIndex >= 0) {
        // A host that hands its focus on to something inside is not a stop itself.
        if (!element.shadowRoot?.delegatesFocus) elements.push(element);
      } else if (!element.matches('[tabindex="-1"]')) {
        unreachable.push(nameOf(element));
      }
    }
    Object.assign(window, { tabStops: elements, nameOf });
    const stops = elements.map((element, index) => ({
      index,
      name: nameOf(element),
      tag: element.localName,
      role: element.getAttribute('role') ?? '',
      type: element instanceof HTMLInputElement ? element.type : '',
    }));
    return { stops, unreachable };
  });
}

/** Presses Tab once, and tells where that leads. */
export async function pressTab(page: Page): Promise<Focus> {
  await page.keyboard.press('Tab');
  return page.evaluate(() => {
    // `listTabStops` has put them there.
    const { tabStops, nameOf } = window as unknown as {
      tabStops: Element[];
      nameOf: (element: Element) => string;
    };
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    if (!(element instanceof HTMLElement || element instanceof SVGElement)) {
      return { index: undefined, name: '', shows: true, onScreen: true, scrolls: false };
    }
    if (element === document.body || element === document.documentElement) {
      return {
        index: undefined,
        name: 'the document',
        shows: true,
        onScreen: true,
        scrolls: false,
      };
    }

    // The mark may be on a label, a parent or a sibling in place of the control itself.
    const candidates = [
      element,
      element.closest('label'),
      element.parentElement,
      element.parentElement?.parentElement,
      ...(element.parentNode?.children ?? []),
    ].filter((each) => each instanceof Element);
    const look = (): string =>
      candidates
        .flatMap((each) =>
          [undefined, '::before', '::after', '::-webkit-slider-thumb'].map((part) => {
            const style = getComputedStyle(each, part);
            const outline =
              style.outlineStyle === 'none' ? '' : `${style.outlineWidth} ${style.outlineColor}`;
            const { boxShadow, borderColor, backgroundColor, stroke, opacity, display } = style;
            return [
              outline,
              boxShadow,
              borderColor,
              backgroundColor,
              stroke,
              opacity,
              display,
            ].join();
          }),
        )
        .join(' | ');
    const focused = look();
    element.blur();
    const blurred = look();
    element.focus({ focusVisible: true } as FocusOptions);
    const box = element.getBoundingClientRect();
    return {
      index: tabStops.indexOf(element),
      name: nameOf(element),
      shows: focused !== blurred,
      scrolls:
        !element.hasAttribute('tabindex') &&
        (element.scrollWidth > element.clientWidth || element.scrollHeight > element.clientHeight),
      onScreen: box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth,
    };
  });
}

/**
 * Uses what has the focus as the keyboard does, and tells whether that arrived: a click for buttons, links and summaries
 * (kept from doing anything, so that the walk goes on), another value for the rest (and back again).
 */
export async function useByKeyboard(page: Page, { tag, role, type }: TabStop): Promise<boolean> {
  const isNativeButton =
    ['a', 'button', 'summary'].includes(tag) ||
    ['button', 'submit', 'checkbox', 'file', 'color'].includes(type);
  const listen = (events: readonly string[], prevents: boolean): Promise<void> =>
    page.evaluate(
      ({ events, prevents }) => {
        const heard: string[] = [];
        const stop = new AbortController();
        for (const name of events) {
          addEventListener(
            name,
            (event) => {
              if (name === 'keydown') {
                // Asked after all other listeners.
                setTimeout(() => {
                  if (event.defaultPrevented) heard.push(name);
                });
                return;
              }
              heard.push(name);
              if (!prevents) return;
              event.preventDefault();
              event.stopImmediatePropagation();
            },
            { capture: true, signal: stop.signal },
          );
        }
        Object.assign(window, { heard, stopHearing: stop });
      },
      { events, prevents },
    );
  const heard = (): Promise<boolean> =>
    page.evaluate(async () => {
      // Put there when the listening began.
      const { heard, stopHearing } = window as unknown as {
        heard: string[];
        stopHearing: AbortController;
      };
      await new Promise((resolve) => setTimeout(resolve, 20));
      stopHearing.abort();
      return heard.length > 0;
    });

  if (isNativeButton) {
    await listen(['click'], true);
    await page.keyboard.press(tag === 'a' ? 'Enter' : 'Space');
    return heard();
  }
  const keys =
    type === 'text' || type === 'search' || tag === 'textarea'
      ? ['x', 'Backspace']
      : type === 'radio' || tag === 'select' || type === 'number'
        ? ['ArrowUp', 'ArrowDown']
        : role === 'button' || role === 'switch'
          ? ['Enter']
          : ['ArrowLeft', 'ArrowRight'];
  // Some steps lead nowhere at the end of a range, so both ways are tried.
  await listen(['input', 'change', 'keydown'], false);
  for (const key of [...keys, ...keys.toReversed()]) await page.keyboard.press(key);
  return heard();
}
