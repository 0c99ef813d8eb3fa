import { html, type TemplateResult } from 'lit';

/** What a figure shows, as a table. */
export interface DataTable {
  readonly label: string;
  readonly columns: readonly string[];
  /** The first of each row is its name. */
  readonly rows: readonly (readonly string[])[];
  /** Columns of words rather than numbers, from 0. */
  readonly words?: readonly number[];
}

/** In a box that scrolls, and is reached by the keyboard. */
export function dataTable({ label, columns, rows, words = [] }: DataTable): TemplateResult {
  return html`<div class="rows" tabindex="0" role="region" aria-label=${label}>
    <table>
      <thead>
        <tr>
          ${columns.map((name) => html`<th scope="col">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ([name, ...cells]) =>
            html`<tr>
              <th scope="row">${name}</th>
              ${cells.map(
                (cell, i) => html`<td class=${words.includes(i + 1) ? 'words' : ''}>${cell}</td>`,
              )}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
