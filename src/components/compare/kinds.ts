import { cnnKind } from './cnn-kind.ts';
import type { Composite, Kind } from './composite.ts';
import { umapKind } from './umap-kind.ts';

const KINDS: Readonly<Record<string, Kind>> = { 'uh-umap': umapKind, 'uh-cnn': cnnKind };

/** Undefined for elements that cannot be compared. */
export function kindOf(element: Element): Kind | undefined {
  return KINDS[element.localName];
}

/** Whether an element is one that can be compared, its code being there or not. */
export function isComposite(element: Element): element is Composite {
  return kindOf(element) !== undefined;
}
