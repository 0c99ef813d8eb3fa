import { html, nothing, type TemplateResult } from 'lit';
import type { CnnRunApi } from '../../runs/cnn-run-api.ts';
import { RunKeeper } from '../../runs/keep-run.ts';
import { type KeptRun, keptRuns } from '../../runs/kept-runs.ts';
import type { UmapRunApi } from '../../runs/umap-run-api.ts';
import { button } from './button.ts';
import { size } from './words.ts';

/** A run that is kept on the device, and what its element says when it cannot be. */
export class Keeping {
  private readonly keeper: RunKeeper;
  /** What could make room: the oldest run that nobody is writing. */
  private oldest: KeptRun | undefined;

  /** @param changed is called when there is something else to say */
  constructor(
    run: UmapRunApi | CnnRunApi,
    private readonly changed: () => void,
  ) {
    this.keeper = new RunKeeper(run);
    this.keeper.addEventListener('error', () => void this.explain());
    void this.keeper.keep();
  }

  /** What is still to be written is written, then it ends. */
  end(): void {
    this.keeper.end();
  }

  render(): TemplateResult | typeof nothing {
    const { error } = this.keeper;
    if (!error) return nothing;
    const { oldest } = this;
    const others =
      error.code !== 'no-room' || oldest ? '' : ' No other run is kept here that could make room.';
    return html`
      <div class="unkept" role="alert">
        <p>
          ${error.message} This run goes on, but is not kept on the device; it can be saved as a
          file.${others}
        </p>
        ${
          oldest
            ? button(
                'save',
                `Delete “${oldest.name}” (${size(oldest.bytes)}) and keep this one`,
                this.replace,
              )
            : nothing
        }
      </div>
    `;
  }

  private async explain(): Promise<void> {
    this.changed();
    if (this.keeper.error?.code !== 'no-room') return;
    const others = await keptRuns.list().catch(() => []); // then none is offered
    const { id } = this.keeper.facts;
    this.oldest = others.filter((run) => run.state !== 'running' && run.id !== id).at(-1);
    this.changed();
  }

  private readonly replace = (): void => {
    const { oldest } = this;
    this.oldest = undefined;
    if (!oldest) return;
    void keptRuns
      .remove(oldest.id)
      .catch(() => undefined) // gone, or begun anew: the next try tells whether there is room
      .then(() => {
        const kept = this.keeper.keep();
        this.changed();
        return kept;
      });
  };
}
