import { html, type TemplateResult } from 'lit';
import type { ModelFile, ModelFormat } from '../../../workers/contracts/cnn.ts';
import { saveBlob } from '../run/save-blob.ts';

export interface ModelFilesView {
  readonly save: (format: ModelFormat) => void;
  readonly load: (files: readonly ModelFile[]) => void;
}

/** The model out and in. */
export function modelFiles({ save, load }: ModelFilesView): TemplateResult {
  const saveButton = (format: ModelFormat, label: string): TemplateResult =>
    html`<button
      type="button"
      class="plain strong"
      @click=${() => {
        save(format);
      }}
    >
      ${label}
    </button>`;
  return html`
    <details class="files">
      <summary>Save or load the network</summary>
      <p class="small">
        As it is at the epoch shown. Weights are for PyTorch and others; the layers model is for
        TensorFlow.js.
      </p>
      <div class="choices">
        ${saveButton('safetensors', 'Save weights (.safetensors)')}
        ${saveButton('tfjs-layers', 'Save layers model (.json, .bin)')}
        <label class="file plain strong">
          Load a saved network …
          <input
            type="file"
            multiple
            accept=".safetensors,.json,.bin"
            @change=${(event: Event) => {
              const input = event.currentTarget as HTMLInputElement;
              const files = [...(input.files ?? [])];
              input.value = '';
              void Promise.all(files.map(readFile)).then(load);
            }}
          />
        </label>
      </div>
    </details>
  `;
}

async function readFile(file: File): Promise<ModelFile> {
  return { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
}

/** Hands files to the visitor, each as a download. */
export function download(files: readonly ModelFile[]): void {
  for (const { name, bytes } of files) saveBlob(new Blob([bytes]), name);
}
