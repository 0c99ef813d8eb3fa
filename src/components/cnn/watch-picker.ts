import { html, type TemplateResult } from 'lit';
import { icon } from '../icons.ts';
import { count } from '../run/words.ts';

export interface WatchPickerView {
  /** Index of the watched test image; undefined for a picture of the visitor's own. */
  readonly index: number | undefined;
  /** Test images there are. */
  readonly available: number;
  readonly watch: (index: number) => void;
  readonly takePicture: (file: File) => void;
}

/** Which image the figures follow: a test image by number, the next one, or a picture of one's own. */
export function watchPicker(view: WatchPickerView): TemplateResult {
  const { index, available, watch } = view;
  const to = (name: 'back' | 'forward', label: string, step: number): TemplateResult => html`
    <button
      type="button"
      class="plain step"
      aria-label=${label}
      title=${label}
      @click=${() => {
        watch(((index ?? 0) + step + available) % available);
      }}
    >
      ${icon(name)}
    </button>
  `;
  return html`
    <div class="picker" role="group" aria-label="Image that is watched">
      <label>
        <span>Test image</span>
        <input
          type="number"
          name="watched"
          min="0"
          max=${available - 1}
          step="1"
          .value=${index === undefined ? '' : String(index)}
          @change=${(event: Event) => {
            const { valueAsNumber } = event.currentTarget as HTMLInputElement;
            if (Number.isFinite(valueAsNumber)) {
              watch(Math.min(available - 1, Math.max(0, Math.round(valueAsNumber))));
            }
          }}
        />
        <span>of ${count(available)}</span>
      </label>
      ${to('back', 'Previous test image', -1)} ${to('forward', 'Next test image', 1)}
      <label class="file plain">
        Your own picture …
        <input
          type="file"
          accept="image/*"
          @change=${(event: Event) => {
            const input = event.currentTarget as HTMLInputElement;
            const [file] = input.files ?? [];
            if (file) view.takePicture(file);
            input.value = '';
          }}
        />
      </label>
    </div>
  `;
}

/** The listeners of a place on which a picture may be dropped. */
export function dropHandlers(takePicture: (file: File) => void) {
  return {
    over: (event: DragEvent): void => {
      if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
    },
    drop: (event: DragEvent): void => {
      const [file] = event.dataTransfer?.files ?? [];
      if (!file) return;
      event.preventDefault();
      takePicture(file);
    },
  };
}
