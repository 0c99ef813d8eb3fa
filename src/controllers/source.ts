import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Fired by a composite, not bubbling, when what it offers to its parts changed (`player`, `images`). */
export const SOURCE_EVENT = 'uh-source';

/**
 * Binds a part to the composite that its `for` attribute names: an id in the same document or
 * shadow root. The composite may come later than the part, be upgraded later, or go and come back.
 */
export class SourceController<Source extends HTMLElement> implements ReactiveController {
  private source: Source | undefined;
  private boundId: string | undefined;
  private search: MutationObserver | undefined;

  /**
   * @param id the `for` attribute's value now
   * @param onSource called with the composite whenever it offers something else, and with
   * undefined when the binding ends; never when there was no binding
   */
  constructor(
    private readonly host: ReactiveControllerHost & HTMLElement,
    private readonly id: () => string | undefined,
    private readonly onSource: (source: Source | undefined) => void,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    this.bind();
  }

  hostUpdate(): void {
    if (this.id() !== this.boundId) this.bind();
  }

  hostDisconnected(): void {
    this.search?.disconnect();
    this.search = undefined;
    this.source?.removeEventListener(SOURCE_EVENT, this.onChange);
    this.source = undefined;
    this.boundId = undefined;
  }

  private bind(): void {
    const hadSource = this.source !== undefined;
    this.hostDisconnected();
    const id = this.id();
    this.boundId = id;
    if (id === undefined || id === '' || !this.host.isConnected) {
      if (hadSource) this.onSource(undefined);
      return;
    }
    if (this.find(id)) return;
    if (hadSource) this.onSource(undefined);
    this.search = new MutationObserver(() => {
      if (this.find(id)) this.search?.disconnect();
    });
    this.search.observe(this.host.getRootNode(), { childList: true, subtree: true });
  }

  private find(id: string): boolean {
    const root = this.host.getRootNode();
    if (!(root instanceof Document || root instanceof ShadowRoot)) return false;
    const found = root.getElementById(id);
    if (!found) return false;
    this.source = found as Source;
    found.addEventListener(SOURCE_EVENT, this.onChange);
    this.onChange();
    return true;
  }

  private readonly onChange = (): void => {
    this.onSource(this.source);
  };
}
