import { css } from 'lit';

/**
 * What all elements look like: `--uh-*` set by the page, else these. Light or dark follows the page's
 * `color-scheme`. Every pair of text and ground here has a contrast of 4.5:1 or better.
 *
 * What each is for, as custom-elements.json tells it of every element (scripts/package/manifest.mjs):
 *
 * @cssprop --uh-font - typeface of text and controls
 * @cssprop --uh-font-display - typeface of headings
 * @cssprop --uh-text - colour of text
 * @cssprop --uh-muted - colour of what is said by the way
 * @cssprop --uh-ground - colour of the ground
 * @cssprop --uh-raised - colour of what stands out from the ground: a button pointed at, a chosen switch
 * @cssprop --uh-line - colour of lines that part things
 * @cssprop --uh-line-strong - colour of the outlines of controls
 * @cssprop --uh-accent - colour of the main button, of links and of progress
 * @cssprop --uh-on-accent - colour of text on the accent
 * @cssprop --uh-radius - radius of the element's corners
 * @cssprop --uh-font-size - size of text, in which the rest is measured
 */
export const tokens = css`
  :host {
    --_font: var(--uh-font, system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif);
    --_font-display: var(
      --uh-font-display,
      'Iowan Old Style',
      'Palatino Linotype',
      Palatino,
      Charter,
      Georgia,
      serif
    );
    --_text: var(--uh-text, light-dark(#1f1d1a, #ece9e2));
    --_muted: var(--uh-muted, light-dark(#625c53, #aaa59b));
    --_ground: var(--uh-ground, light-dark(#fffefb, #1b1b1e));
    --_raised: var(--uh-raised, light-dark(#f5f2ea, #26262a));
    --_line: var(--uh-line, light-dark(#ded8cb, #3b3b40));
    --_line-strong: var(--uh-line-strong, light-dark(#8a8378, #85817a));
    --_accent: var(--uh-accent, light-dark(#b23a22, #ff9a80));
    --_on-accent: var(--uh-on-accent, light-dark(#ffffff, #24100a));
    --_warn-ground: light-dark(#fdf3d8, #37301b);
    --_error-ground: light-dark(#fdece7, #3a211b);
    --_radius: var(--uh-radius, 10px);
    font-family: var(--_font);
    font-size: var(--uh-font-size, 0.9375rem);
    line-height: 1.45;
    color: var(--_text);
  }

  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }

  [hidden] {
    display: none !important;
  }

  button,
  input,
  select {
    font: inherit;
    color: inherit;
  }

  button {
    cursor: pointer;
    touch-action: manipulation;
  }

  button:disabled {
    cursor: default;
  }

  :focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }

  .sr {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;
