import { html, type TemplateResult } from 'lit';
import type { PaletteName } from '../../render/palettes.ts';
import { estimateUmap } from '../../runs/umap-estimate.ts';
import { motif } from './motif.ts';
import { pointsToTake, toSettings, type UmapFields } from './settings.ts';
import { count, duration, size } from '../run/words.ts';

/** Values an image has, for estimating before the dataset is open. */
const DIMENSIONS: Readonly<Record<string, number>> = { 'cifar-10': 3072, objects: 3072 };
const USUAL_DIMENSIONS = 784;

/** Above so many points a run takes long, or much memory: ask first. */
const ASK_ABOVE: Readonly<Record<Costly, number>> = { wasm: 100_000, 'umap-js': 5000 };

type Costly = Parameters<typeof estimateUmap>[0];

/** The engine whose cost is told: `auto` and `webgpu` take no longer than wasm. */
const costly = ({ engine }: UmapFields): Costly => (engine === 'umap-js' ? 'umap-js' : 'wasm');

export interface Cost {
  readonly points: number;
  readonly seconds: number;
  readonly bytes: number;
}

/** What a run would take on this device, roughly; undefined if its settings make no sense. */
export function costOf(fields: UmapFields): Cost | undefined {
  const points = pointsToTake(fields);
  const dimensions = DIMENSIONS[fields.dataset] ?? USUAL_DIMENSIONS;
  const { params } = toSettings(fields);
  const { seconds, bytes } = estimateUmap(costly(fields), points, dimensions, params);
  if (!(points > 0) || !Number.isFinite(seconds) || !Number.isFinite(bytes)) return undefined;
  return { points, seconds, bytes };
}

/** Whether the visitor should know the cost before it is paid. */
export function needsConfirming(fields: UmapFields): boolean {
  return pointsToTake(fields) > ASK_ABOVE[costly(fields)];
}

export function costText({ seconds, bytes }: Cost): string {
  return `About ${duration(seconds * 1000)} and ${size(bytes)} of memory`;
}

export interface ConfirmationView {
  readonly cost: Cost;
  readonly palette: PaletteName;
  readonly accept: () => void;
  readonly decline: () => void;
}

export function confirmation({ cost, palette, accept, decline }: ConfirmationView): TemplateResult {
  return html`
    <div
      class="panel confirm"
      @keydown=${(event: KeyboardEvent) => {
        if (event.key === 'Escape') decline();
      }}
    >
      <div class="picture">${motif(palette, 0)}</div>
      <div
        class="words"
        role="alertdialog"
        aria-labelledby="confirm-title"
        aria-describedby="confirm-text"
      >
        <h2 id="confirm-title" tabindex="-1">${count(cost.points)} points is a larger run</h2>
        <p id="confirm-text">
          ${costText(cost)} on a device like the one it was measured on; a slower one needs longer.
          The page stays usable, and you can cancel at any time.
        </p>
        <div class="choices">
          <button type="button" class="big" @click=${accept}>Run it</button>
          <button type="button" class="plain" @click=${decline}>Not now</button>
        </div>
      </div>
    </div>
  `;
}
