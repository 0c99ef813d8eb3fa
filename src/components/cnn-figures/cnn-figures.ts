import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { SourceController } from '../../controllers/source.ts';
import { VisibilityController } from '../../controllers/visibility.ts';
import { styles as cnnStyles } from '../cnn/cnn.styles.ts';
import {
  FIGURES,
  FIGURES_EVENT,
  figuresOf,
  judgementRow,
  learningRow,
  opinionRow,
  predictionCell,
  type RowsView,
} from '../cnn/rows.ts';
import { define } from '../define.ts';
import { textAttribute } from '../run/attributes.ts';
import { runStyles } from '../run/run.styles.ts';
import { tokens } from '../tokens.styles.ts';
import { styles } from './cnn-figures.styles.ts';

/** What a `<uh-cnn>` offers to its figures elsewhere. */
export interface FiguresSource extends HTMLElement {
  readonly figuresView?: RowsView | undefined;
}

/**
 * Figures of a `<uh-cnn>` anywhere else on the page, under the same playhead and with everything that can be done with
 * them: so a text can tell of each where it stands. Built when they first come into view.
 *
 * @tag uh-cnn-figures
 * @slot - shown while there is no run
 */
export class UhCnnFigures extends LitElement {
  static override readonly styles = [tokens, runStyles, cnnStyles, styles];

  /** Id of a `<uh-cnn>` in the same tree. */
  @property({ converter: textAttribute('') }) for = '';
  /** Which figures, as names with spaces between: as `<uh-cnn figures>`. */
  @property({ converter: textAttribute('') }) figures = '';

  private source: FiguresSource | undefined;
  private readonly visibility = new VisibilityController(this);
  private seen = false;

  constructor() {
    super();
    new SourceController<FiguresSource>(
      this,
      () => this.for,
      (source) => {
        this.bind(source);
      },
    );
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.bind(undefined);
  }

  protected override willUpdate(): void {
    this.seen ||= this.visibility.inView;
  }

  protected override render(): TemplateResult {
    const view = this.seen ? this.source?.figuresView : undefined;
    if (!view) return html`<div class="waiting"><slot></slot></div>`;
    const figures = figuresOf(this.figures);
    const rows = { ...view, figures, unveiled: FIGURES };
    const alone = figures.has('prediction') && !figures.has('learning');
    return html`<div class="rows">
      ${learningRow(rows)}
      ${alone ? html`<div class="row"><div class="cell">${predictionCell(rows)}</div></div>` : nothing}
      ${opinionRow(rows)} ${judgementRow(rows)}
    </div>`;
  }

  private bind(source: FiguresSource | undefined): void {
    this.source?.removeEventListener(FIGURES_EVENT, this.onChange);
    this.source = source;
    source?.addEventListener(FIGURES_EVENT, this.onChange);
    this.requestUpdate();
  }

  /** Out of view there is nothing to keep up with: coming into view is an update of its own. */
  private readonly onChange = (): void => {
    if (!this.visibility.outOfView) this.requestUpdate();
  };
}

define('uh-cnn-figures', UhCnnFigures);

declare global {
  interface HTMLElementTagNameMap {
    'uh-cnn-figures': UhCnnFigures;
  }
}
