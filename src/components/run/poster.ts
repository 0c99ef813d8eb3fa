import { html, nothing, type TemplateResult } from 'lit';

/** A picture that its author put in the figure's place. */
export interface Poster {
  /** Empty: there is none. */
  readonly poster: string;
  readonly posterAlt: string;
}

/**
 * What an element shows before its first frame: what is slotted as `poster`, else the poster, else `picture`, which also
 * stands in for a poster that cannot be had.
 */
export function posterOr(
  { poster, posterAlt }: Poster,
  picture: TemplateResult | typeof nothing,
): TemplateResult {
  return html`
    <div class="picture">
      <slot name="poster">
        ${
          poster
            ? html`<img
                class="poster"
                part="poster"
                src=${poster}
                alt=${posterAlt}
                @error=${hide}
                @load=${show}
              />`
            : nothing
        }
        ${picture}
      </slot>
    </div>
  `;
}

// A class, which the styles know: whether the next poster can be had is for that one to say.
const hide = ({ currentTarget }: Event): void => {
  (currentTarget as Element).classList.add('broken');
};

const show = ({ currentTarget }: Event): void => {
  (currentTarget as Element).classList.remove('broken');
};
