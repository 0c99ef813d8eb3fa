import { html, nothing, type TemplateResult } from 'lit';
import type { Field, FieldGroup } from '../run/fields.ts';
import type { Change, Fields } from './composite.ts';
import { valueText } from './differences.ts';

export interface ChooserView {
  readonly groups: readonly FieldGroup<string>[];
  /** Of the run that is there. */
  readonly fields: Fields;
  readonly suggestions: readonly Change[];
  /** The field that the reader looks at, and what stands in it. */
  readonly draft: Change;
  /** What the draft costs, or shows. */
  readonly remark: string;
  /** Why the draft makes no comparison. */
  readonly problem: string;
  /** The run that is there goes on. */
  readonly busy: boolean;
  readonly edit: (draft: Change) => void;
  /** Runs a suggestion. */
  readonly choose: (change: Change) => void;
  /** Runs the draft. */
  readonly submit: () => void;
}

/** Where the second run will be: what should be different in it? */
export function chooser(view: ChooserView): TemplateResult {
  const fields = view.groups.flatMap(({ fields }) => fields);
  const fieldOf = (name: string): Field<string> | undefined =>
    fields.find((field) => field.name === name);
  const { draft, problem } = view;
  const field = fieldOf(draft.name);
  return html`
    <form
      class="panel chooser"
      novalidate
      @submit=${(event: Event) => {
        event.preventDefault();
        view.submit();
      }}
    >
      <h3 tabindex="-1">What should differ?</h3>
      <p>
        A second run beside the first, with all else equal, on this
        device${view.busy ? ', once the first has finished' : ''}.
      </p>
      <div class="suggestions" role="group" aria-label="Suggestions">
        ${view.suggestions.map((change) => {
          const field = fieldOf(change.name);
          return html`<button
            type="button"
            class="plain strong"
            @click=${() => {
              view.choose(change);
            }}
          >
            ${field?.label ?? change.name} <b>${valueText(field, change.value)}</b>
          </button>`;
        })}
      </div>
      <fieldset>
        <legend>Or something else</legend>
        <label class="name">
          <span class="sr">Parameter</span>
          <select
            @change=${(event: Event) => {
              const name = (event.currentTarget as HTMLSelectElement).value;
              view.edit({ name, value: view.fields[name] });
            }}
          >
            ${view.groups.map(
              ({ title, fields }) =>
                html`<optgroup label=${title}>
                  ${fields.map(
                    ({ name, label }) =>
                      html`<option value=${name} .selected=${name === draft.name}>
                        ${label}
                      </option>`,
                  )}
                </optgroup>`,
            )}
          </select>
        </label>
        <span class="was">
          <span class="sr">It is </span>${valueText(field, view.fields[draft.name])}
          <span aria-hidden="true">→</span>
        </span>
        ${field ? value(field, view) : nothing}
        <button type="submit" class="plain strong">Run it</button>
        ${problem ? html`<p class="problem" id="problem" role="alert">${problem}</p>` : nothing}
        <p class="small">${field?.help} ${view.remark}</p>
      </fieldset>
    </form>
  `;
}

function value(field: Field<string>, { draft, edit, problem }: ChooserView): TemplateResult {
  const { name } = field;
  const label = `${field.label} of the second run`;
  if (field.kind === 'choice') {
    const chosen = String(draft.value);
    return html`<select
      class="value"
      aria-label=${label}
      aria-describedby=${problem ? 'problem' : nothing}
      @change=${(event: Event) => {
        const { value } = event.currentTarget as HTMLSelectElement;
        edit({ name, value: field.numeric ? Number(value) : value });
      }}
    >
      ${field.choices.map(
        ([choice, text]) =>
          html`<option value=${choice} .selected=${choice === chosen}>${text}</option>`,
      )}
    </select>`;
  }
  const { value } = draft;
  return html`<input
    class="value"
    type="number"
    inputmode="decimal"
    aria-label=${label}
    aria-describedby=${problem ? 'problem' : nothing}
    min=${field.min}
    max=${field.max}
    step=${field.step}
    placeholder=${field.optional ? 'as usual' : ''}
    .value=${value === undefined || Number.isNaN(value) ? '' : String(value)}
    @change=${(event: Event) => {
      const { value, valueAsNumber } = event.currentTarget as HTMLInputElement;
      edit({ name, value: field.optional && value === '' ? undefined : valueAsNumber });
    }}
  />`;
}

export interface WaitingView {
  /** `n_neighbors 5` */
  readonly what: string;
  readonly startNow: () => void;
  readonly back: () => void;
}

/** The second run is chosen, and the first one goes on. */
export function waiting({ what, startNow, back }: WaitingView): TemplateResult {
  return html`
    <div class="panel waiting">
      <h3 tabindex="-1">Next: ${what}</h3>
      <p>
        It waits until the first has finished, or pauses. Two at once would slow each other down.
      </p>
      <div class="suggestions">
        <button type="button" class="plain strong" @click=${startNow}>Start it now</button>
        <button type="button" class="plain" @click=${back}>Choose something else</button>
      </div>
    </div>
  `;
}
