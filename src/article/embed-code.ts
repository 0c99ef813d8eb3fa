import { ATTRIBUTES } from './address.ts';
import { copies, type Say } from './links.ts';
import { stateOf } from './state-link.ts';

/** Switches of a figure that its copy on another page has, too. */
const KEPT = ['figures', 'controls'];
/** All that matters where a recording is played: the rest is in it. */
const OF_A_RECORDING: ReadonlySet<string> = new Set(['dataset', 'fps', 'palette', 'figures']);

/**
 * HTML that shows on any page what a figure shows here: the same recording, or a run with the same parameters.
 * @param base where the library and its recordings are, ends with a slash
 */
export function embedCode(figure: Element, base: string): string {
  const { recordedAt } = figure as Partial<Record<string, unknown>> & Element;
  const attributes = new Map<string, string>();
  if (typeof recordedAt === 'string' && recordedAt !== '') {
    attributes.set('src', new URL(recordedAt, base).href);
    attributes.set('autoplay', '');
  }
  const isRecorded = attributes.has('src');
  for (const [name, value] of stateOf(figure)) {
    const isKnown = ATTRIBUTES[figure.localName]?.has(name) === true;
    if (isKnown && (!isRecorded || OF_A_RECORDING.has(name))) attributes.set(name, value);
  }
  for (const name of KEPT) {
    const value = figure.getAttribute(name);
    if (value !== null) attributes.set(name, value);
  }
  // What lies further down somebody's page costs nothing before it is seen.
  attributes.set('loading', 'lazy');

  const written = [...attributes].map(([name, value]) =>
    value === '' ? ` ${name}` : ` ${name}="${escape(value)}"`,
  );
  const tag = figure.localName;
  return `<script type="module" src="${escape(`${base}underhood.js`)}"></script>
<${tag}${written.join('')}></${tag}>
`;
}

/** Puts «Embed this» under a figure. */
export function offerEmbedding(figure: Element, base: string, say: Say): void {
  const caption = figure.closest('figure')?.querySelector('figcaption');
  if (!caption) return;
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'tool embed-this';
  button.textContent = 'Embed this';
  button.title = 'Copies HTML that shows this on your page';
  copies(button, () => embedCode(figure, base), say);
  caption.append(button);
}

function escape(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
