import { html, type TemplateResult } from 'lit';
import { significant } from './numbers.ts';

/** Size, as CSS, of a picture of so many px enlarged as far as whole CSS px a px go into `most`. */
export function enlargedTo(most: number, width: number, height: number): string {
  const factor = Math.floor(most / width) || most / width;
  return `width:${factor * width}px;height:${factor * height}px`;
}

/** The values that black and white stand for. */
export function range(low: number, high: number): TemplateResult {
  if (Number.isNaN(low)) return html`not numbers`;
  if (low === high) return html`${significant(low)} everywhere`;
  return html`<span><span class="sr">From</span> ${significant(low)}</span>
    <span class="scale" aria-hidden="true"></span>
    <span><span class="sr">to</span> ${significant(high)}</span>`;
}
