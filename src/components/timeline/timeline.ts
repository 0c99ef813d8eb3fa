import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { PlayheadController } from '../../controllers/playhead.ts';
import { ReducedMotionController } from '../../controllers/reduced-motion.ts';
import { SourceController } from '../../controllers/source.ts';
import { VisibilityController } from '../../controllers/visibility.ts';
import type { Player } from '../../trace/player.ts';
import { define } from '../define.ts';
import { icon, type IconName } from '../icons.ts';
import { textAttribute } from '../run/attributes.ts';
import { tokens } from '../tokens.styles.ts';
import { UhFollowEvent } from './events/uh-follow.ts';
import { UhPauseEvent } from './events/uh-pause.ts';
import { UhPlayEvent } from './events/uh-play.ts';
import { UhRateEvent } from './events/uh-rate.ts';
import { UhSeekEvent } from './events/uh-seek.ts';
import { ticks } from './ticks.ts';
import { styles } from './timeline.styles.ts';

/** Frames a second to choose from; another rate set on the player is offered as well. */
const RATES = [4, 12, 24, 48];

/** Frames that shift + arrow moves by. */
const LONG_STEP = 10;

/** Share of the trace that Page Up and Page Down move by. */
const PAGE = 1 / 8;

/**
 * The control over a player: play, pause, step, speed, and a scrubber that shows how many of the
 * expected frames are recorded. Keys anywhere inside it: space, ← → (with shift by ten), Home, End,
 * Page Up, Page Down.
 *
 * With the attribute `compact` it takes little room: no speed, fewer rows.
 *
 * @tag uh-timeline
 * @event {UhSeekEvent} uh-seek - the visitor went to a frame
 * @event {UhPlayEvent} uh-play
 * @event {UhPauseEvent} uh-pause
 * @event {UhFollowEvent} uh-follow - the newest frame is followed again
 * @event {UhRateEvent} uh-rate - the visitor chose a speed
 * @csspart buttons - the row of buttons
 * @csspart scrubber - the slider
 */
export class UhTimeline extends LitElement {
  static override readonly styles = [tokens, styles];

  /** What is controlled; the timeline acts on it itself and tells so with events. */
  @property({ attribute: false }) player: Player | undefined;
  /** Id of a composite element (`uh-umap`) in the same tree, whose player is taken. */
  @property({ converter: textAttribute('') }) for = '';

  private readonly playhead = new PlayheadController(this);
  private readonly motion = new ReducedMotionController(this);
  private readonly visibility = new VisibilityController(this);

  constructor() {
    super();
    new SourceController<HTMLElement & { readonly player?: Player | undefined }>(
      this,
      () => this.for,
      (source) => {
        this.player = source?.player;
      },
    );
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener('keydown', this.onKey);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.removeEventListener('keydown', this.onKey);
  }

  protected override willUpdate(): void {
    this.playhead.player = this.player;
    this.playhead.active = this.visibility.inView;
    if (this.player) this.player.smooth = !this.motion.reduced;
  }

  protected override render(): TemplateResult {
    const { player } = this;
    const count = player?.frameCount ?? 0;
    const empty = count === 0;
    const { atStart, atEnd } = {
      atStart: !player?.playhead,
      atEnd: player?.playhead === count - 1,
    };
    const live = player !== undefined && !player.trace.closed;
    const playing = player?.playing ?? false;
    return html`
      <div class="timeline" role="group" aria-label="Timeline">
        ${this.renderScrubber()}
        <div class="buttons" part="buttons">
          ${this.renderButton('start', 'First frame', empty || atStart, this.toStart)}
          ${this.renderButton('back', 'Back one frame', empty || atStart, this.back)}
          ${this.renderButton(
            playing ? 'pause' : 'play',
            playing ? 'Pause the animation' : 'Play the recorded frames',
            empty,
            this.toggle,
            'main',
          )}
          ${this.renderButton('forward', 'Forward one frame', empty || atEnd, this.forward)}
          ${this.renderButton('end', live ? 'Newest frame' : 'Last frame', empty || (atEnd && !live), this.toEnd)}
        </div>
        <p class="position"><span>Epoch</span> <b>${this.epochText()}</b></p>
        ${live ? this.renderLive(player) : nothing}
        <label class="rate">
          <span>Speed</span>
          <select
            aria-label="Playing speed in frames a second"
            ?disabled=${!player}
            @change=${this.onRate}
          >
            ${this.rates().map(
              (fps) =>
                html`<option value=${fps} .selected=${fps === (player?.fps ?? 12)}>
                  ${fps} fps
                </option>`,
            )}
          </select>
        </label>
      </div>
    `;
  }

  private renderScrubber(): TemplateResult {
    const { player } = this;
    const last = Math.max(1, this.expectedLast());
    const recorded = player?.lastFrame ?? 0;
    const position = player?.playhead ?? 0;
    return html`
      <div
        class="scrubber"
        style="--_recorded:${recorded / last};--_position:${(player?.position ?? 0) / last}"
      >
        <input
          type="range"
          part="scrubber"
          aria-label="Epoch shown"
          aria-valuetext=${this.valueText()}
          min="0"
          max=${last}
          step="1"
          ?disabled=${!player || player.frameCount === 0}
          .value=${String(position)}
          @input=${this.onScrub}
        />
        <div class="ticks" aria-hidden="true">
          ${ticks(last).map(
            (tick, index) =>
              html`<span class=${index % 2 === 1 ? 'odd' : ''} style="--_at:${tick / last}"
                >${tick}</span
              >`,
          )}
        </div>
      </div>
    `;
  }

  private renderButton(
    name: IconName,
    label: string,
    disabled: boolean,
    action: () => void,
    look = '',
  ): TemplateResult {
    return html`<button
      type="button"
      class=${look}
      title=${label}
      aria-label=${label}
      ?disabled=${disabled}
      @click=${action}
    >
      ${icon(name)}
    </button>`;
  }

  private renderLive(player: Player): TemplateResult {
    return html`<button
      type="button"
      class="live"
      aria-pressed=${player.following}
      title=${player.following ? 'Following the newest frame' : 'Follow the newest frame'}
      @click=${this.follow}
    >
      live
    </button>`;
  }

  private expectedLast(): number {
    if (!this.player) return 0;
    const { closed, expectedFrames } = this.player.trace;
    return closed ? this.player.lastFrame : Math.max(expectedFrames - 1, this.player.lastFrame);
  }

  /** Frames without an epoch of their own count as one epoch each. */
  private epoch(): number {
    const frame = this.player?.frame as { readonly epoch?: number } | undefined;
    return frame?.epoch ?? this.player?.playhead ?? 0;
  }

  private epochText(): string {
    return `${this.epoch()} / ${this.expectedLast()}`;
  }

  private valueText(): string {
    const recorded = this.player?.lastFrame ?? 0;
    const last = this.expectedLast();
    const of = recorded < last ? `, ${recorded} recorded` : '';
    return `Epoch ${this.epoch()} of ${last}${of}`;
  }

  private rates(): number[] {
    const own = this.player?.fps;
    return own === undefined || RATES.includes(own) ? RATES : [...RATES, own].sort((a, b) => a - b);
  }

  private readonly toggle = (): void => {
    const { player } = this;
    if (!player || player.frameCount === 0) return;
    if (player.playing) player.pause();
    else player.play();
    this.dispatchEvent(player.playing ? new UhPlayEvent() : new UhPauseEvent());
  };

  private readonly toStart = (): void => {
    this.seek(0);
  };

  private readonly back = (): void => {
    this.step(-1);
  };

  private readonly forward = (): void => {
    this.step(1);
  };

  private readonly toEnd = (): void => {
    if (this.player?.trace.closed === false) this.follow();
    else this.seek(this.player?.lastFrame ?? 0);
  };

  private readonly follow = (): void => {
    this.player?.follow();
    this.dispatchEvent(new UhFollowEvent());
  };

  private step(frames: number): void {
    this.seek((this.player?.playhead ?? 0) + frames);
  }

  private seek(frame: number): void {
    if (!this.player || this.player.frameCount === 0) return;
    this.player.seek(frame);
    this.dispatchEvent(new UhSeekEvent(this.player.playhead));
  }

  private readonly onScrub = (event: Event): void => {
    const input = event.currentTarget as HTMLInputElement;
    this.seek(input.valueAsNumber);
    // Past what is recorded the player does not go, and the thumb comes back.
    input.value = String(this.player?.playhead ?? 0);
  };

  private readonly onRate = (event: Event): void => {
    const fps = Number((event.currentTarget as HTMLSelectElement).value);
    if (this.player) this.player.fps = fps;
    this.dispatchEvent(new UhRateEvent(fps));
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const [target] = event.composedPath();
    if (target instanceof HTMLSelectElement) return;
    // Space on a button presses that button, as everywhere.
    if (event.key === ' ' && target instanceof HTMLButtonElement) return;
    const action = this.actions(event.shiftKey ? LONG_STEP : 1)[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  };

  private actions(stride: number): Partial<Record<string, () => void>> {
    const page = Math.max(LONG_STEP, Math.round(this.expectedLast() * PAGE));
    const long = (frames: number) => () => {
      this.step(frames);
    };
    return {
      ' ': this.toggle,
      Home: this.toStart,
      End: this.toEnd,
      ArrowLeft: long(-stride),
      ArrowDown: long(-stride),
      ArrowRight: long(stride),
      ArrowUp: long(stride),
      PageDown: long(-page),
      PageUp: long(page),
    };
  }
}

define('uh-timeline', UhTimeline);

declare global {
  interface HTMLElementTagNameMap {
    'uh-timeline': UhTimeline;
  }
}
