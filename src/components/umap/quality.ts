import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { UmapFrame, UmapQuality } from '../../../workers/contracts/umap.ts';
import { PlayheadController } from '../../controllers/playhead.ts';
import type { Player } from '../../trace/player.ts';
import type { UmapTraceInfo } from '../../trace/trace.ts';
import { define } from '../define.ts';
import { sparkline } from './sparkline.ts';

const TRUSTWORTHINESS = {
  name: 'trustworthiness',
  label: 'Trustworthiness',
  help: 'Are points that lie close here close in the data, too? Judged by 15 neighbours of each; 1 means no false ones.',
} as const;

const LABEL_AGREEMENT = {
  name: 'labelAgreement',
  label: 'Label agreement',
  help: 'How many of a point’s five nearest neighbours in the layout belong to its class, on average. The labels were not used to make it.',
} as const;

const RECALL = {
  name: 'recall',
  label: 'Neighbour recall',
  help: 'How many of the true 15 nearest neighbours the fast search found. 1 means all.',
} as const;

const PROJECTED = {
  name: 'projectedAgreement',
  label: 'Agreement of new images',
  help: 'How many of the five points of the layout nearest to a projected image belong to its class, on average. The layout never saw these images.',
} as const;

const ESTIMATED =
  'Estimated on a sample of the points; the finished layout is measured more closely.';

interface Measure {
  readonly name: string;
  readonly label: string;
  readonly help: string;
  readonly value: number | undefined;
  /** On a sample. */
  readonly estimated: boolean;
  /** Of each frame so far. */
  readonly history?: readonly number[];
}

/**
 * How good the layout of the frame at the playhead is, each measure explained on hover and focus. Part of
 * `<uh-umap>`, whose styles it has: it renders into itself.
 */
export class UhUmapQuality extends LitElement {
  @property({ attribute: false }) player: Player<UmapTraceInfo, UmapFrame> | undefined;
  /** Of the last frame, once it has been measured. */
  @property({ attribute: false }) measured: UmapQuality | undefined;
  /** Of new images projected into the finished layout. */
  @property({ attribute: false }) projectedAgreement: number | undefined;

  private readonly playhead = new PlayheadController(this);

  protected override createRenderRoot(): this {
    return this;
  }

  protected override willUpdate(): void {
    this.playhead.player = this.player;
    // Time passes for the player by the element around this one, while that is seen.
    this.playhead.active = false;
  }

  protected override render(): TemplateResult | typeof nothing {
    const measures = this.measures().filter(({ value }) => value !== undefined);
    if (measures.length === 0) return nothing;
    return html`
      <div class="quality" role="group" aria-label="Quality of the layout shown">
        ${measures.map((measure) => this.renderMeasure(measure))}
      </div>
    `;
  }

  private measures(): Measure[] {
    const { player, measured } = this;
    const atEnd = player?.trace.closed === true && player.playhead === player.lastFrame;
    const final = atEnd ? measured : undefined;
    const ofFrame = (measure: typeof TRUSTWORTHINESS | typeof LABEL_AGREEMENT): Measure => ({
      ...measure,
      value: final?.[measure.name] ?? player?.frame?.quality?.[measure.name],
      estimated: final === undefined,
      history: player?.trace.frames.flatMap(({ quality }) => quality?.[measure.name] ?? []) ?? [],
    });
    return [
      ofFrame(TRUSTWORTHINESS),
      ofFrame(LABEL_AGREEMENT),
      {
        ...RECALL,
        value: measured?.recall ?? player?.trace.info.recall,
        estimated: measured === undefined,
      },
      { ...PROJECTED, value: this.projectedAgreement, estimated: false },
    ];
  }

  private renderMeasure({ name, label, help, value, estimated, history }: Measure): TemplateResult {
    const { player } = this;
    return html`
      <span class="measure">
        <button type="button" aria-describedby="about-${name}">
          <span>${label}</span> <b>${estimated ? '≈ ' : ''}${value?.toFixed(3)}</b>
        </button>
        ${history && player ? sparkline(history, player.trace.expectedFrames, player.playhead) : nothing}
        <span role="tooltip" id="about-${name}">${help} ${estimated ? ESTIMATED : ''}</span>
      </span>
    `;
  }
}

define('uh-umap-quality', UhUmapQuality);

declare global {
  interface HTMLElementTagNameMap {
    'uh-umap-quality': UhUmapQuality;
  }
}
