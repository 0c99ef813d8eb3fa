import { html, type TemplateResult } from 'lit';
import { styleMap } from 'lit/directives/style-map.js';

export interface LegendState {
  readonly classNames: readonly string[];
  readonly colours: readonly string[];
  readonly hidden: ReadonlySet<number>;
}

export interface LegendActions {
  setHidden(hidden: ReadonlySet<number>): void;
  /** The class under the cursor or the focus stands out from the others. */
  setEmphasis(label: number | undefined): void;
}

/** Hidden classes after a click on `label`. */
export function toggled(hidden: ReadonlySet<number>, label: number): ReadonlySet<number> {
  const next = new Set(hidden);
  if (!next.delete(label)) next.add(label);
  return next;
}

/** Hidden classes after asking for `label` alone; asking again brings all back. */
export function isolated(
  hidden: ReadonlySet<number>,
  label: number,
  classCount: number,
): ReadonlySet<number> {
  const alone = !hidden.has(label) && hidden.size === classCount - 1;
  if (alone) return new Set();
  return new Set(
    Array.from({ length: classCount }, (_, other) => other).filter((i) => i !== label),
  );
}

/** One button a class, pressed while the class shows, and a way back to all. */
export function legend(state: LegendState, actions: LegendActions): TemplateResult {
  const { classNames, colours, hidden } = state;
  const onClick = (event: MouseEvent, label: number): void => {
    // The second click of a double one isolates; the two toggles cancel out.
    const only = event.shiftKey || event.detail === 2;
    const before = event.detail === 2 ? toggled(hidden, label) : hidden;
    actions.setHidden(only ? isolated(before, label, classNames.length) : toggled(hidden, label));
  };
  return html`<ul class="legend" part="legend" aria-label="Classes">
    ${classNames.map(
      (name, label) =>
        html`<li>
          <button
            type="button"
            aria-pressed=${hidden.has(label) ? 'false' : 'true'}
            title="Click to hide or show, double-click or Shift-click for this class alone"
            @click=${(event: MouseEvent) => {
              onClick(event, label);
            }}
            @pointerenter=${(event: PointerEvent) => {
              if (event.pointerType === 'mouse') actions.setEmphasis(label);
            }}
            @pointerleave=${() => {
              actions.setEmphasis(undefined);
            }}
          >
            <span class="chip" style=${styleMap({ '--chip': colours[label] ?? '' })}></span>${name}
          </button>
        </li>`,
    )}
    ${
      hidden.size === 0
        ? null
        : html`<li>
            <button
              type="button"
              class="all"
              @click=${() => {
                actions.setHidden(new Set());
              }}
            >
              Show all
            </button>
          </li>`
    }
  </ul>`;
}
