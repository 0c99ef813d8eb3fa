import { html, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { FilterSelection } from '../../controllers/filter-selection.ts';
import { moveBy } from './moves.ts';

/** What a list of filters is of. */
export interface Filters {
  readonly noun: string;
  readonly count: number;
  readonly columns: number;
  readonly selection: FilterSelection;
  /** False for one that cannot be drawn. */
  readonly isDrawn: (filter: number) => boolean;
}

/**
 * The tiles as a list box that lies over their picture: one tab stop, arrow keys, hover and focus point at a
 * filter, a click, Enter or Space pins it.
 */
export class FilterList {
  /** The tab stop. */
  private active = 0;

  constructor(
    private readonly host: ReactiveControllerHost & { readonly renderRoot: ParentNode },
    private readonly filters: () => Filters,
  ) {}

  render(): TemplateResult {
    const { noun, count, selection, isDrawn } = this.filters();
    const { filter, pinned } = selection;
    const stop = Math.min(this.active, count - 1);
    return html`<div
      class="tiles"
      role="listbox"
      aria-labelledby="heading"
      aria-describedby="keys"
      @pointerover=${this.onPointerOver}
      @pointerleave=${this.onPointerLeave}
      @click=${this.onClick}
      @keydown=${this.onKey}
      @focusin=${this.onFocusIn}
      @focusout=${this.onFocusOut}
    >
      ${Array.from(
        { length: count },
        (_, i) =>
          html`<div
            role="option"
            data-filter=${i}
            class="${i === filter ? 'at' : ''} ${isDrawn(i) ? '' : 'empty'}"
            tabindex=${i === stop ? 0 : -1}
            aria-label="${noun} ${i}"
            aria-selected=${i === pinned ? 'true' : 'false'}
          ></div>`,
      )}
    </div>`;
  }

  private readonly onPointerOver = (event: PointerEvent): void => {
    const filter = filterOf(event);
    // A finger has no place to hover: it pins.
    if (event.pointerType !== 'touch' && filter !== undefined) {
      this.filters().selection.point(filter);
    }
  };

  private readonly onPointerLeave = (): void => {
    const focused = this.host.renderRoot.querySelector<HTMLElement>('[role=option]:focus-visible');
    this.filters().selection.point(focused ? Number(focused.dataset['filter']) : undefined);
  };

  private readonly onClick = (event: MouseEvent): void => {
    const filter = filterOf(event);
    if (filter === undefined) return;
    this.active = filter;
    this.filters().selection.pin(filter);
  };

  private readonly onFocusIn = (event: FocusEvent): void => {
    const filter = filterOf(event);
    if (filter === undefined) return;
    this.active = filter;
    this.host.requestUpdate();
    // Focus that comes with a click is no pointing: it would outlast the click that lets go.
    if ((event.target as Element).matches(':focus-visible')) {
      this.filters().selection.point(filter);
    }
  };

  private readonly onFocusOut = (): void => {
    this.filters().selection.point(undefined);
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    const filter = filterOf(event);
    if (filter === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const { columns, count, selection } = this.filters();
    const to = moveBy(event.key, filter, columns, count);
    if (to !== undefined) {
      this.host.renderRoot.querySelector<HTMLElement>(`[data-filter='${to}']`)?.focus();
      selection.point(to);
    } else if (event.key === 'Enter' || event.key === ' ') {
      selection.pin(filter);
    } else if (event.key === 'Escape' && selection.pinned !== undefined) {
      selection.pin(undefined);
    } else {
      return;
    }
    event.preventDefault();
  };
}

function filterOf({ target }: Event): number | undefined {
  const filter = target instanceof HTMLElement ? target.dataset['filter'] : undefined;
  return filter === undefined ? undefined : Number(filter);
}
