import { ATTRIBUTES } from './address.ts';

/** A figure of the page, and what its parameters in the address begin with: `cnn.` for `?cnn.epochs=6`. */
export interface AddressedFigure {
  readonly figure: Element;
  readonly prefix: string;
}

/** The frame that the address asks for, `frame` or e.g. `cnn.frame`; undefined where it asks for none. */
export function frameInAddress(search: string, prefix = ''): number | undefined {
  const text = new URLSearchParams(search).get(`${prefix}frame`) ?? '';
  return /^\d{1,6}$/.test(text) ? Number(text) : undefined;
}

/**
 * The address of the page in its present state: parameters of the figures that are not the usual ones, and where
 * their playheads stand. What `takeAddressParameters` and `frameInAddress` read. The theme is the reader's own, and
 * not in it.
 * @param page the address now; its other parameters and its anchor are dropped
 * @param anchor id of the place that the link leads to
 */
export function addressOf(figures: readonly AddressedFigure[], page: string, anchor = ''): string {
  const url = new URL(page);
  url.search = '';
  url.hash = anchor;
  for (const { figure, prefix } of figures) {
    for (const [name, value] of stateOf(figure)) {
      url.searchParams.set(prefix + name.replaceAll('-', '_'), value);
    }
  }
  return url.href;
}

/** Attributes that differ from those of a new figure, and the frame at the playhead. */
export function* stateOf(figure: Element): Generator<readonly [name: string, value: string]> {
  const usual = document.createElement(figure.localName);
  for (const attribute of ATTRIBUTES[figure.localName] ?? []) {
    const value = valueOf(figure, attribute);
    if (value !== undefined && value !== valueOf(usual, attribute)) yield [attribute, value];
  }
  const { playhead, frameCount } = figure as Partial<Record<string, unknown>> & Element;
  if (typeof frameCount === 'number' && frameCount > 0) yield ['frame', String(playhead)];
}

/** The property that an attribute is mirrored in, as the reader may have changed it; else the attribute itself. */
function valueOf(element: Element, attribute: string): string | undefined {
  const name =
    attribute === 'dataset'
      ? 'datasetName'
      : attribute.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  const value: unknown = Reflect.get(element, name);
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  return element.getAttribute(attribute) ?? undefined;
}
