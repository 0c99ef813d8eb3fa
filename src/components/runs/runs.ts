import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import {
  keptAddress,
  type KeptRun,
  type KeptRuns,
  keptRuns,
  LONGEST_NAME,
  MOST_RUNS,
  type Room,
} from '../../runs/kept-runs.ts';
import { messageOf } from '../../trace/zarr/trace-error.ts';
import { define } from '../define.ts';
import { button } from '../run/button.ts';
import { tokens } from '../tokens.styles.ts';
import { UhWatchRunEvent } from './events/uh-watch-run.ts';
import { computes, figureFor, playKept } from './play-kept.ts';
import { styles } from './runs.styles.ts';
import { factsText, roomText } from './words.ts';

/** Runs grow with every frame; the list is not read again more often than this, ms. */
const REFRESH_MS = 1000;

/** What is asked about a run before it is done. */
type Question = 'rename' | 'delete' | 'watch';

/**
 * The runs that are kept on this device: those of elements with `keep`, on pages of this origin. Each can be watched, renamed and
 * deleted; beneath them stands how much room they take.
 *
 * @tag uh-runs
 * @event {UhWatchRunEvent} uh-watch-run - a run is to be watched; unless prevented, the first element of its kind plays it
 * @csspart list - the runs
 * @csspart room - what they take, and which are deleted by themselves
 */
export class UhRuns extends LitElement {
  static override readonly styles = [tokens, styles];

  /** Where the runs are; tests put their own in. */
  @property({ attribute: false }) registry: Omit<KeptRuns, 'makeRoom'> = keptRuns;

  /** Undefined until they are read. */
  @state() private runs: readonly KeptRun[] | undefined;
  @state() private room: Room | undefined;
  @state() private asked: { readonly id: string; readonly question: Question } | undefined;
  /** What the last thing that was done came to. */
  @state() private outcome = '';
  @state() private problem = '';
  private unsubscribe: (() => void) | undefined;
  private waiting: ReturnType<typeof setTimeout> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.unsubscribe = this.registry.subscribe(() => {
      this.waiting ??= setTimeout(() => {
        this.waiting = undefined;
        void this.refresh();
      }, REFRESH_MS);
    });
    void this.refresh();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.unsubscribe?.();
    clearTimeout(this.waiting);
    this.waiting = undefined;
  }

  /** Reads the list anew. A failure is shown in its place. */
  async refresh(): Promise<void> {
    try {
      this.runs = await this.registry.list();
      this.room = await this.registry.room();
    } catch (thrown) {
      this.runs = [];
      this.problem = messageOf(thrown);
    }
  }

  protected override render(): TemplateResult {
    const { runs, room, problem, outcome } = this;
    return html`
      <section aria-label="Kept runs">
        ${problem ? html`<p class="problem" role="alert">${problem}</p>` : nothing}
        <p class="outcome" role="status">${outcome}</p>
        ${
          runs?.length === 0 && !problem
            ? html`<p class="empty">
                No run is kept here yet. Start one: it is kept on this device as it grows.
              </p>`
            : nothing
        }
        <ul part="list">
          ${repeat(
            runs ?? [],
            ({ id }) => id,
            (run) => this.renderRun(run),
          )}
        </ul>
        ${
          runs && runs.length > 0
            ? html`<p class="room" part="room">
                ${roomText(runs, room)} The ${MOST_RUNS} newest runs are kept; when one more begins,
                the oldest of the others is deleted, unless you have renamed it. Nothing is
                uploaded.
              </p>`
            : nothing
        }
      </section>
    `;
  }

  private renderRun(run: KeptRun): TemplateResult {
    const question = this.asked?.id === run.id ? this.asked.question : undefined;
    return html`
      <li data-id=${run.id}>
        <div class="what">
          <b id="name-${run.id}">${run.name}</b>
          <span>${factsText(run)}</span>
        </div>
        ${question ? this.renderQuestion(run, question) : this.renderActions(run)}
      </li>
    `;
  }

  private renderActions(run: KeptRun): TemplateResult {
    const isWritten = run.state === 'running';
    return html`
      <div class="actions" role="group" aria-labelledby="name-${run.id}">
        ${
          run.frames > 0
            ? button('play', 'Watch', () => {
                this.watch(run);
              })
            : nothing
        }
        ${this.asking(run, 'rename', 'Rename')}
        ${isWritten ? nothing : this.asking(run, 'delete', 'Delete')}
      </div>
    `;
  }

  private asking({ id }: KeptRun, question: Question, label: string): TemplateResult {
    return html`<button
      type="button"
      class="plain"
      data-asks=${question}
      @click=${() => {
        this.ask(id, question);
      }}
    >
      ${label}
    </button>`;
  }

  private renderQuestion(run: KeptRun, question: Question): TemplateResult {
    if (question === 'rename') return this.renderRename(run);
    const [text, label, action] =
      question === 'delete'
        ? ['This cannot be undone.', 'Delete for good', () => this.deleteRun(run)]
        : [
            'The run that is being computed in the figure would end; what it has so far stays.',
            'Watch all the same',
            () => this.play(run),
          ];
    return html`
      <div class="question" role="group" aria-labelledby="name-${run.id}">
        <span>${text}</span>
        <button type="button" class="plain strong" @click=${() => void action()}>${label}</button>
        <button type="button" class="plain" @click=${this.leave}>Cancel</button>
      </div>
    `;
  }

  private renderRename(run: KeptRun): TemplateResult {
    return html`
      <form
        class="question"
        aria-labelledby="name-${run.id}"
        @submit=${(event: SubmitEvent) => {
          event.preventDefault();
          const input = (event.currentTarget as HTMLFormElement).querySelector('input');
          void this.rename(run, input?.value ?? '');
        }}
        @keydown=${(event: KeyboardEvent) => {
          if (event.key === 'Escape') this.leave();
        }}
      >
        <label
          >New name
          <input name="name" .value=${run.name} maxlength=${LONGEST_NAME} autocomplete="off" />
        </label>
        <button type="submit" class="plain strong">Save name</button>
        <button type="button" class="plain" @click=${this.leave}>Cancel</button>
      </form>
    `;
  }

  private ask(id: string, question: Question): void {
    this.problem = '';
    this.outcome = '';
    this.asked = { id, question };
    void this.focusOn(id, '.question input, .question button');
  }

  private readonly leave = (): void => {
    const { asked } = this;
    this.asked = undefined;
    if (!asked) return;
    const opener = `[data-asks=${asked.question}]`;
    void this.focusOn(asked.id, asked.question === 'watch' ? '.actions button' : opener);
  };

  private watch(run: KeptRun): void {
    const figure = figureFor(run.kind, this);
    if (figure && computes(figure)) this.ask(run.id, 'watch');
    else void this.play(run);
  }

  private async play(run: KeptRun): Promise<void> {
    this.asked = undefined;
    this.problem = '';
    const src = keptAddress(run);
    if (!this.dispatchEvent(new UhWatchRunEvent(run.kind, src))) return;
    const figure = figureFor(run.kind, this);
    if (figure) {
      figure.scrollIntoView();
      await playKept(figure, src);
    } else this.problem = `There is no <uh-${run.kind}> on this page that could play this run.`;
  }

  private async rename(run: KeptRun, name: string): Promise<void> {
    await this.attempt(async () => {
      await this.registry.rename(run.id, name);
      this.leave();
      this.outcome = 'Renamed.';
    });
  }

  private async deleteRun(run: KeptRun): Promise<void> {
    await this.attempt(async () => {
      const { runs = [] } = this;
      const at = runs.indexOf(run);
      const next = runs[at + 1] ?? runs[at - 1];
      await this.registry.remove(run.id);
      this.asked = undefined;
      this.outcome = `Deleted: ${run.name}.`;
      // Who goes through the list by keyboard goes on where they were.
      if (next) await this.focusOn(next.id, '.actions button');
    });
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    this.problem = '';
    try {
      await work();
    } catch (thrown) {
      this.problem = messageOf(thrown);
    }
    await this.refresh();
  }

  private async focusOn(id: string, selector: string): Promise<void> {
    await this.updateComplete;
    const row = `[data-id='${CSS.escape(id)}'] :is(${selector})`;
    this.renderRoot.querySelector<HTMLElement>(row)?.focus();
  }
}

define('uh-runs', UhRuns);

declare global {
  interface HTMLElementTagNameMap {
    'uh-runs': UhRuns;
  }
}
