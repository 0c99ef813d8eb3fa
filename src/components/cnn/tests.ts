import { html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { CnnTest } from '../../../workers/contracts/cnn.ts';
import type { Progress } from '../../runs/run.ts';
import '../confusion-matrix/confusion-matrix.ts';
import { define } from '../define.ts';
import { button } from '../run/button.ts';
import { count } from '../run/words.ts';
import { CnnPart } from './part.ts';
import { percent } from './words.ts';

/**
 * What the network at the playhead confuses, on the validation images or on the test images, and the test itself. Part
 * of `<uh-cnn>`, whose styles it has: it renders into itself.
 */
export class UhCnnTests extends CnnPart {
  /** By epoch. */
  @property({ attribute: false }) tests: ReadonlyMap<number, CnnTest> = new Map();
  /** Tests there are, so that the element updates when there is one more. */
  @property({ attribute: false }) testCount = 0;
  /** The epoch that is being tested. */
  @property({ attribute: false }) testing: number | undefined;
  @property({ attribute: false }) progress: Progress | undefined;
  /** Test images there are. */
  @property({ attribute: false }) available = 0;
  @property({ attribute: false }) evaluate: (epoch: number) => void = () => undefined;

  @state() private wantsTest = true;

  protected override createRenderRoot(): this {
    return this;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { frame } = this;
    if (!frame) return nothing;
    const test = this.tests.get(frame.epoch);
    return html`
      <div class="tests">
        <uh-confusion-matrix
          .player=${this.player}
          .test=${this.wantsTest ? test : undefined}
        ></uh-confusion-matrix>
        ${test ? this.renderSwitch() : nothing}
        <div class="test-line">${this.renderTest(frame.epoch, test)}</div>
      </div>
    `;
  }

  private renderTest(epoch: number, test: CnnTest | undefined): TemplateResult {
    if (this.testing === epoch) {
      const { progress } = this;
      const done = progress?.stage === 'test' ? `${count(progress.done)} of ` : '';
      return html`<p>Testing epoch ${epoch}: ${done}${count(this.available)} images</p>`;
    }
    if (test) {
      return html`<p>
        <b>${percent(test.accuracy, 2)}</b> of ${count(test.count)} test images right after epoch
        ${epoch} (loss ${test.loss.toFixed(4)}).
      </p>`;
    }
    if (this.available === 0) {
      return html`<p>There are no test images here to try epoch ${epoch} on.</p>`;
    }
    const label = `Test epoch ${epoch} on ${count(this.available)} images`;
    return this.testing === undefined
      ? button(
          'play',
          label,
          () => {
            this.evaluate(epoch);
          },
          'strong',
        )
      : html`<p>Testing epoch ${this.testing} first …</p>`;
  }

  private renderSwitch(): TemplateResult {
    const choice = (label: string, isTest: boolean): TemplateResult => html`
      <label>
        <input
          type="radio"
          name="confusion"
          .checked=${this.wantsTest === isTest}
          @change=${() => {
            this.wantsTest = isTest;
          }}
        /><span>${label}</span>
      </label>
    `;
    return html`<fieldset class="switch">
      <legend>Confusions of</legend>
      ${choice('validation images', false)}${choice('test images', true)}
    </fieldset>`;
  }
}

define('uh-cnn-tests', UhCnnTests);

declare global {
  interface HTMLElementTagNameMap {
    'uh-cnn-tests': UhCnnTests;
  }
}
