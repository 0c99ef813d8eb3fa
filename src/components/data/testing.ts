import type { LitElement } from 'lit';
import type { DataAccess } from '../../runs/data-access.ts';
import type { ScriptedAccess } from './scripted-access.ts';

/** For tests: until the figure has what it shows, or waits for somebody. */
export async function settled(element: LitElement): Promise<void> {
  // The script answers in microtasks; whether it is in view comes with a frame or two.
  for (let i = 0; i < 3; i++) {
    await new Promise(requestAnimationFrame);
    await new Promise((resolve) => setTimeout(resolve));
    await element.updateComplete;
  }
}

/** An element in the document whose data is the script's. */
export async function showWith(
  element: LitElement & { getAccess: () => DataAccess | Promise<DataAccess> },
  access: ScriptedAccess,
  width = 1000,
): Promise<void> {
  element.getAccess = () => access;
  element.style.width = `${width}px`;
  document.body.append(element);
  await settled(element);
}

export async function press(
  element: LitElement,
  key: string,
  options: KeyboardEventInit = {},
): Promise<void> {
  const target = element.renderRoot instanceof ShadowRoot ? element.renderRoot.activeElement : null;
  target?.dispatchEvent(
    new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...options }),
  );
  await element.updateComplete;
}

/** The pointer comes over something in a figure. */
export async function pointAt(element: LitElement, target: Element): Promise<void> {
  target.dispatchEvent(new PointerEvent('pointerover', { bubbles: true, composed: true }));
  await element.updateComplete;
}
