import { html, nothing, type TemplateResult } from 'lit';
import type { ChoiceField, Field, FieldGroup, FieldValues, NumberField } from './fields.ts';

export interface ParametersView<Name extends string> {
  readonly groups: readonly FieldGroup<Name>[];
  readonly fields: FieldValues<Name>;
  /** What stands in an empty optional field: what is taken then. */
  readonly usual: Partial<Record<Name, string>>;
  /** The fields are the article's. */
  readonly atArticle: boolean;
  /** A run is going on: changes are for the next one. */
  readonly busy: boolean;
  /** The fields are not those of the run on screen. */
  readonly changed: boolean;
  readonly change: (name: Name, value: string | number | undefined) => void;
  readonly reset: () => void;
  readonly runAgain: () => void;
}

/** The panel of parameters, a disclosure. */
export function parameters<Name extends string>(view: ParametersView<Name>): TemplateResult {
  return html`
    <details class="parameters" part="parameters">
      <summary>Parameters</summary>
      <div class="groups">
        ${view.groups.map(
          ({ title, fields }) => html`
            <fieldset>
              <legend>${title}</legend>
              ${fields.map((field) => control(field, view))}
            </fieldset>
          `,
        )}
      </div>
      <div class="parameters-foot">
        <button type="button" class="plain" ?disabled=${view.atArticle} @click=${view.reset}>
          Back to the article’s values
        </button>
        ${
          view.changed
            ? html`
                <p class="next-run">
                  ${
                    view.busy
                      ? 'Applies to the next run.'
                      : 'What is shown was made with other values.'
                  }
                </p>
                <button type="button" class="plain strong" @click=${view.runAgain}>
                  Run again with these
                </button>
              `
            : nothing
        }
      </div>
    </details>
  `;
}

function control<Name extends string>(
  field: Field<Name>,
  view: ParametersView<Name>,
): TemplateResult {
  const help = `help-${field.name}`;
  return html`
    <div class="field">
      <label for="field-${field.name}">${breakable(field.label)}</label>
      ${field.kind === 'number' ? number(field, view, help) : choice(field, view, help)}
      <p id=${help}>${field.help}${field.kind === 'number' ? range(field) : nothing}</p>
    </div>
  `;
}

/** A long name may break after its underscores. */
function breakable(label: string): unknown {
  return label.split(/(?<=_)/).map((part, index) => (index === 0 ? part : html`<wbr />${part}`));
}

function range<Name extends string>(field: NumberField<Name>): TemplateResult | typeof nothing {
  const { min, max, unlimited } = field;
  return unlimited ? nothing : html` <span class="range">${min} to ${max}</span>`;
}

function number<Name extends string>(
  field: NumberField<Name>,
  view: ParametersView<Name>,
  help: string,
): TemplateResult {
  const value = view.fields[field.name];
  return html`<input
    type="number"
    id="field-${field.name}"
    aria-describedby=${help}
    inputmode="decimal"
    min=${field.min}
    max=${field.max}
    step=${field.step}
    placeholder=${view.usual[field.name] ?? ''}
    .value=${value === undefined || Number.isNaN(value) ? '' : String(value)}
    @change=${(event: Event) => {
      const { value, valueAsNumber } = event.currentTarget as HTMLInputElement;
      const unset = field.optional && value === '';
      view.change(field.name, unset ? undefined : valueAsNumber);
    }}
  />`;
}

function choice<Name extends string>(
  field: ChoiceField<Name>,
  view: ParametersView<Name>,
  help: string,
): TemplateResult {
  const value = String(view.fields[field.name]);
  const known = field.choices.some(([choice]) => choice === value);
  const choices = known ? field.choices : [...field.choices, [value, value] as const];
  return html`<select
    id="field-${field.name}"
    aria-describedby=${help}
    @change=${(event: Event) => {
      const chosen = (event.currentTarget as HTMLSelectElement).value;
      view.change(field.name, field.numeric ? Number(chosen) : chosen);
    }}
  >
    ${choices.map(
      ([choice, label]) =>
        html`<option value=${choice} .selected=${choice === value}>${label}</option>`,
    )}
  </select>`;
}
