/**
 * Registers an element unless its tag is taken or there is no registry (server rendering), so that
 * two copies of the library on one page do not fail.
 */
export function define(tag: `uh-${string}`, constructor: CustomElementConstructor): void {
  if (typeof customElements === 'undefined' || customElements.get(tag)) return;
  customElements.define(tag, constructor);
}
