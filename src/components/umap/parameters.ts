import { html, nothing, type TemplateResult } from 'lit';
import { type ChoiceField, FIELD_GROUPS, type NumberField } from './parameter-fields.ts';
import { ARTICLE_FIELDS, sameFields, type UmapFieldName, type UmapFields } from './settings.ts';

export interface ParametersView {
  readonly fields: UmapFields;
  /** Points that the engine takes when none are asked for. */
  readonly usualPoints: number;
  /** A run is going on: changes are for the next one. */
  readonly busy: boolean;
  /** The fields are not those of the run on screen. */
  readonly changed: boolean;
  readonly change: (name: UmapFieldName, value: string | number | undefined) => void;
  readonly reset: () => void;
  readonly runAgain: () => void;
}

/** The panel of parameters, a disclosure. */
export function parameters(view: ParametersView): TemplateResult {
  const atArticle = sameFields(view.fields, ARTICLE_FIELDS);
  return html`
    <details class="parameters" part="parameters">
      <summary>Parameters</summary>
      <div class="groups">
        ${FIELD_GROUPS.map(
          ({ title, fields }) => html`
            <fieldset>
              <legend>${title}</legend>
              ${fields.map((field) => control(field, view))}
            </fieldset>
          `,
        )}
      </div>
      <div class="parameters-foot">
        <button type="button" class="plain" ?disabled=${atArticle} @click=${view.reset}>
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

function control(field: NumberField | ChoiceField, view: ParametersView): TemplateResult {
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

function range({ min, max, name }: NumberField): TemplateResult | typeof nothing {
  return name === 'seed' ? nothing : html` <span class="range">${min} to ${max}</span>`;
}

function number(field: NumberField, view: ParametersView, help: string): TemplateResult {
  const value = view.fields[field.name];
  const usual = field.name === 'points' ? String(view.usualPoints) : '';
  return html`<input
    type="number"
    id="field-${field.name}"
    aria-describedby=${help}
    inputmode="decimal"
    min=${field.min}
    max=${field.max}
    step=${field.step}
    placeholder=${usual}
    .value=${value === undefined || Number.isNaN(value) ? '' : String(value)}
    @change=${(event: Event) => {
      const { value, valueAsNumber } = event.currentTarget as HTMLInputElement;
      const unset = field.name === 'points' && value === '';
      view.change(field.name, unset ? undefined : valueAsNumber);
    }}
  />`;
}

function choice(field: ChoiceField, view: ParametersView, help: string): TemplateResult {
  const value = String(view.fields[field.name]);
  const known = field.choices.some(([choice]) => choice === value);
  const choices = known ? field.choices : [...field.choices, [value, value] as const];
  return html`<select
    id="field-${field.name}"
    aria-describedby=${help}
    @change=${(event: Event) => {
      const chosen = (event.currentTarget as HTMLSelectElement).value;
      view.change(field.name, field.name === 'nComponents' ? Number(chosen) : chosen);
    }}
  >
    ${choices.map(
      ([choice, label]) =>
        html`<option value=${choice} .selected=${choice === value}>${label}</option>`,
    )}
  </select>`;
}
