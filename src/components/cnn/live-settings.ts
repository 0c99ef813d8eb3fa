import { html, type TemplateResult } from 'lit';
import type { CnnSettings } from '../../../workers/contracts/cnn.ts';

export interface LiveSettingsView {
  readonly settings: CnnSettings;
  readonly change: (settings: Partial<CnnSettings>) => void;
}

/** What may be changed while it trains; each takes effect with the next step, and frames record it. */
export function liveSettings({ settings, change }: LiveSettingsView): TemplateResult {
  const field = (
    name: keyof CnnSettings,
    label: string,
    limits: { readonly min: number; readonly max: number; readonly step: string },
  ): TemplateResult => {
    const value = settings[name];
    return html`<label>
      <span>${label}</span>
      <input
        type="number"
        name=${name}
        inputmode="decimal"
        min=${limits.min}
        max=${limits.max}
        step=${limits.step}
        placeholder="scheduled"
        .value=${value === undefined ? '' : String(value)}
        @change=${(event: Event) => {
          const { value, valueAsNumber } = event.currentTarget as HTMLInputElement;
          const unset = name === 'batchSize' && value === '';
          change({ [name]: unset ? undefined : valueAsNumber });
        }}
      />
    </label>`;
  };
  return html`
    <fieldset class="live">
      <legend>Change while it trains</legend>
      ${field('learningRate', 'learning rate', { min: 0, max: 1, step: 'any' })}
      ${field('batchSize', 'batch size', { min: 1, max: 1000, step: '1' })}
      ${field('dropout', 'dropout', { min: 0, max: 0.95, step: 'any' })}
    </fieldset>
  `;
}
