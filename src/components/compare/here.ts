import { html, type TemplateResult } from 'lit';

export type SideName = 'left' | 'right';

export const SIDES: readonly SideName[] = ['left', 'right'];

/** What a screen reader is told: `Left`. */
export const SPOKEN: Readonly<Record<SideName, string>> = { left: 'Left', right: 'Right' };

const WORDS = { left: ['left', 'above'], right: ['right', 'below'] } as const;

/** Which of the two, as the reader sees it: one over the other where there is no room for both. */
export function here(side: SideName, capital = false): TemplateResult {
  const [beside, stacked] = WORDS[side];
  const say = (word: string): string =>
    capital ? `${word.slice(0, 1).toUpperCase()}${word.slice(1)}` : word;
  return html`<span class="beside">${say(beside)}</span
    ><span class="stacked">${say(stacked)}</span>`;
}
