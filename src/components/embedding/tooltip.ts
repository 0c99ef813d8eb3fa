import { html, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import { styleMap } from 'lit/directives/style-map.js';
import type { ImageShape, Samples } from '../../../workers/contracts/dataset.ts';
import { luminance, type Rgb } from '../../render/colour.ts';
import { BINARY, drawTile, type GreyMap } from '../../render/image-tile.ts';
import type { UmapTraceInfo } from '../../trace/trace.ts';
import { whichImage } from './describe.ts';

/** Ink on paper turned round for dark grounds. */
const INVERTED: GreyMap = { zero: [32, 33, 38], full: [250, 248, 242] };
/** An image is enlarged, by a whole factor, to at least this, CSS px. */
const IMAGE_SIDE = 112;
/** Distance from the point, px. */
const GAP = 16;

type Images = (points: readonly number[]) => Promise<Samples> | undefined;

interface Shown {
  readonly index: number;
  readonly label: number;
  /** Which one it is. */
  readonly detail: string;
  readonly shape: ImageShape;
  readonly withImage: boolean;
  /** Opened by key: a screen reader is told. */
  readonly aloud: boolean;
}

/** The image under the cursor, its class, its index. Answers for a point since left are dropped. */
export class Tooltip {
  private shown: Shown | undefined;
  private request = 0;
  private waiting = false;
  private grey = BINARY;
  private readonly box = createRef<HTMLElement>();
  private readonly tile = createRef<HTMLCanvasElement>();

  constructor(private readonly host: ReactiveControllerHost) {}

  /** The point that it belongs to. */
  get index(): number | undefined {
    return this.shown?.index;
  }

  setGround(ground: Rgb): void {
    this.grey = luminance(ground) < 0.18 ? INVERTED : BINARY;
  }

  open(index: number, info: UmapTraceInfo, images: Images | undefined, aloud: boolean): void {
    if (this.shown?.index === index && this.shown.aloud === aloud) return;
    const { shape } = info.dataset;
    const label = info.labels[index] ?? 0;
    const image = images?.([index]);
    const detail = whichImage(info, index);
    this.shown = { index, label, detail, shape, withImage: image !== undefined, aloud };
    const request = ++this.request;
    this.waiting = true;
    this.host.requestUpdate();
    if (image) void this.fetch(image, shape, request);
  }

  close(): void {
    if (!this.shown) return;
    this.shown = undefined;
    this.request++;
    this.host.requestUpdate();
  }

  /** Puts it beside a point of the plot, on the side where there is room. */
  place(at: { readonly x: number; readonly y: number } | undefined): void {
    const box = this.box.value;
    const plot = box?.parentElement;
    if (!box || !plot || !at) return;
    const { offsetWidth: width, offsetHeight: height } = box;
    const roomRight = at.x + GAP + width + 8 <= plot.clientWidth;
    const x = roomRight ? at.x + GAP : Math.max(8, at.x - GAP - width);
    const lowest = Math.max(8, plot.clientHeight - height - 8);
    const y = Math.min(Math.max(8, at.y - height / 2), lowest);
    box.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
    box.style.visibility = '';
  }

  /** What a screen reader says. */
  spoken(classNames: readonly string[]): string {
    if (!this.shown?.aloud) return '';
    const { label, detail } = this.shown;
    return `${classNames[label] ?? ''}, ${detail}`;
  }

  render(classNames: readonly string[], colours: readonly string[]): TemplateResult | null {
    const { shown } = this;
    if (!shown) return null;
    const name = classNames[shown.label] ?? '';
    const { width, height } = shown.shape;
    const factor = Math.max(1, Math.ceil(IMAGE_SIDE / Math.max(width, height)));
    return html`<div class="tooltip" part="tooltip" style="visibility: hidden" ${ref(this.box)}>
      ${
        shown.withImage
          ? html`<canvas
              ${ref(this.tile)}
              class=${this.waiting ? 'waiting' : ''}
              style=${styleMap({ width: `${width * factor}px`, height: `${height * factor}px` })}
            ></canvas>`
          : null
      }
      <div class="name">
        <span class="chip" style=${styleMap({ '--chip': colours[shown.label] ?? '' })}></span
        >${name}
      </div>
      <div class="detail">${shown.detail}</div>
    </div>`;
  }

  private async fetch(image: Promise<Samples>, shape: ImageShape, request: number): Promise<void> {
    try {
      const samples = await image;
      await this.host.updateComplete; // the canvas may not be there yet
      if (request !== this.request || !this.tile.value) return;
      drawTile(this.tile.value, samples.images, 0, shape, this.grey);
      this.waiting = false;
    } catch {
      // The picture is an extra: the run itself tells what is wrong with its dataset.
      if (request !== this.request || !this.shown) return;
      this.shown = { ...this.shown, withImage: false };
    }
    this.host.requestUpdate();
  }
}
