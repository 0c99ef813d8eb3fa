import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Progress } from '../../../workers/contracts/control.ts';
import { define } from '../define.ts';
import { saveBlob } from '../run/save-blob.ts';
import { count, size } from '../run/words.ts';
import { tokens } from '../tokens.styles.ts';
import { styles } from './export.styles.ts';
import type { ExportOffer, ExportSource } from './offers.ts';

/** What an export is at. */
interface Work {
  readonly offer: ExportOffer;
  readonly controller: AbortController;
  readonly progress: Progress | undefined;
}

/** Removed for longer than this (ms), the element gives up what it was at. */
const REMOVAL_DELAY = 500;

/**
 * The files that a run can be had as: a button each, how far the one is that is being made, and how large it became.
 * A part of the elements that run something; it shows what they tell it.
 */
export class UhExport extends LitElement {
  static override readonly styles = [tokens, styles];

  @property({ attribute: false }) source: ExportSource | undefined;
  /** Hands a file to the visitor; tests take it instead. */
  @property({ attribute: false }) save: (blob: Blob, name: string) => void = saveBlob;

  @state() private work: Work | undefined;
  /** What the last export came to. */
  @state() private outcome = '';
  @state() private problem = '';
  @state() private width: number | undefined;
  private removal: ReturnType<typeof setTimeout> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    clearTimeout(this.removal);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.removal = setTimeout(() => this.work?.controller.abort(), REMOVAL_DELAY);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { source, work } = this;
    if (!source) return nothing;
    return html`
      <section aria-label="Export">
        <div class="groups">
          ${source.groups.map(
            ({ title, offers }, at) => html`
              <div class="group">
                <h3 id="group-${at}">${title}</h3>
                <ul aria-labelledby="group-${at}">
                  ${offers.map((offer) => html`<li>${this.offerButton(offer)}</li>`)}
                </ul>
              </div>
            `,
          )}
        </div>
        ${this.problem ? html`<p class="problem" role="alert">${this.problem}</p>` : nothing}
        <div class="foot">
          ${source.widths.length > 0 ? this.widthChoice(source) : nothing}
          ${work ? progressOf(work, this.cancel) : nothing}
          <p role="status">
            ${work ? html`<span class="sr">Making ${work.offer.file}.</span>` : this.outcome}
          </p>
        </div>
      </section>
    `;
  }

  private offerButton(offer: ExportOffer): TemplateResult {
    return html`<button
      type="button"
      data-file=${offer.file}
      ?disabled=${this.work !== undefined}
      @click=${() => {
        void this.make(offer);
      }}
    >
      ${offer.label}<span>${offer.detail}</span>
    </button>`;
  }

  private widthChoice({ widths, width }: ExportSource): TemplateResult {
    const chosen = this.width ?? width;
    return html`<label
      >Width
      <select
        ?disabled=${this.work !== undefined}
        @change=${(event: Event) => {
          this.width = Number((event.target as HTMLSelectElement).value);
        }}
      >
        ${widths.map(
          (px) => html`<option value=${px} ?selected=${px === chosen}>${px} px</option>`,
        )}
      </select></label
    >`;
  }

  private async make(offer: ExportOffer): Promise<void> {
    if (this.work || !this.source) return;
    const controller = new AbortController();
    const { signal } = controller;
    const width = this.width ?? this.source.width;
    this.problem = '';
    this.outcome = '';
    this.work = { offer, controller, progress: undefined };
    void this.focusOn('.work button');
    try {
      const blob = await offer.make({
        ...{ width, signal },
        onProgress: (progress) => {
          this.work = { offer, controller, progress };
        },
      });
      this.save(blob, offer.file);
      this.outcome = `${offer.file}, ${size(blob.size)}, is saved.`;
    } catch (thrown) {
      if (signal.aborted) this.outcome = 'Cancelled.';
      else this.problem = thrown instanceof Error ? thrown.message : String(thrown);
    } finally {
      this.work = undefined;
      // Who pressed Cancel, or waited there, goes on where they began.
      const waiting = this.renderRoot.querySelector('.work button');
      const { activeElement } = this.shadowRoot ?? {};
      if (activeElement && activeElement === waiting) {
        void this.focusOn(`[data-file='${CSS.escape(offer.file)}']`);
      }
    }
  }

  private readonly cancel = (): void => {
    this.work?.controller.abort();
  };

  private async focusOn(selector: string): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(selector)?.focus({ preventScroll: true });
  }
}

function progressOf({ offer, progress }: Work, cancel: () => void): TemplateResult {
  const { done = 0, total = 0 } = progress ?? {};
  const text = total > 0 ? `Frame ${count(done)} of ${count(total)}` : `Making ${offer.label}`;
  const bar =
    total > 0
      ? html`<progress
          aria-label="Export"
          max=${total}
          value=${done}
          aria-valuetext=${text}
        ></progress>`
      : html`<progress aria-label="Export"></progress>`;
  return html`<div class="work">
    ${bar}<span aria-hidden="true">${text}</span>
    <button type="button" @click=${cancel}>Cancel export</button>
  </div>`;
}

define('uh-export', UhExport);

declare global {
  interface HTMLElementTagNameMap {
    'uh-export': UhExport;
  }
}
