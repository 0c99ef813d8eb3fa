import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { ExportSource } from '../export/offers.ts';
import { icon } from '../icons.ts';

/** Whether the list of exports is shown, and what shows or hides it. */
export interface ExportToggle {
  readonly open: boolean;
  readonly toggle: () => void;
}

const NOT_LOADED =
  'The code for exporting could not be loaded. Check the connection, then try again.';

/** The list of exports of a composite, shown or not; its code comes when it is first wanted. */
export class ExportController implements ExportToggle {
  private source: ExportSource | undefined;

  /**
   * @param load what can be exported
   * @param refuse takes why the list could not be had; empty when it is asked for anew
   */
  constructor(
    private readonly host: Pick<ReactiveControllerHost, 'requestUpdate'>,
    private readonly load: () => Promise<ExportSource>,
    private readonly refuse: (sentence: string) => void,
  ) {}

  get open(): boolean {
    return this.source !== undefined;
  }

  readonly toggle = (): void => {
    this.refuse('');
    if (this.source) {
      this.show(undefined);
      return;
    }
    this.load().then(
      (source) => {
        this.show(source);
      },
      () => {
        this.refuse(NOT_LOADED);
      },
    );
  };

  render(): TemplateResult | typeof nothing {
    return this.source ? html`<uh-export .source=${this.source}></uh-export>` : nothing;
  }

  private show(source: ExportSource | undefined): void {
    this.source = source;
    this.host.requestUpdate();
  }
}

export function exportButton({ open, toggle }: ExportToggle): TemplateResult {
  return html`<button
    type="button"
    class="plain"
    aria-expanded=${open ? 'true' : 'false'}
    @click=${toggle}
  >
    ${icon('export')} Export
  </button>`;
}
