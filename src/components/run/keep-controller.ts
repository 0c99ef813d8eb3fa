import {
  html,
  nothing,
  type ReactiveController,
  type ReactiveControllerHost,
  type TemplateResult,
} from 'lit';
import type { CnnRunApi } from '../../runs/cnn-run-api.ts';
import type { UmapRunApi } from '../../runs/umap-run-api.ts';
import { REMOVAL_DELAY } from './run-controller.ts';

interface KeepHost extends ReactiveControllerHost {
  /** Whether runs are kept. */
  readonly keep: boolean;
  readonly control: { readonly run: UmapRunApi | CnnRunApi | undefined };
}

const NOT_LOADED =
  'The code that keeps runs could not be loaded. This run goes on, but is not kept on the device.';

type Keeping = import('./keeping.ts').Keeping;

/**
 * Has each live run of its host kept on the device as it grows; the code for that comes with the first one. Recordings are
 * kept already, wherever they are.
 */
export class KeepController implements ReactiveController {
  private trace: unknown;
  private keeping: Keeping | undefined;
  /** The code for it could not be loaded. */
  private isMissing = false;
  private removal: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly host: KeepHost) {
    host.addController(this);
  }

  hostConnected(): void {
    clearTimeout(this.removal);
  }

  hostDisconnected(): void {
    this.removal = setTimeout(() => {
      this.end();
    }, REMOVAL_DELAY);
  }

  hostUpdate(): void {
    const { keep, control } = this.host;
    const trace = control.run?.trace;
    if (trace === this.trace) return;
    this.end();
    this.trace = trace;
    if (keep && control.run && trace && !control.run.recording) void this.begin(control.run);
  }

  /** Why the run is not kept, where it is not. */
  render(): TemplateResult | typeof nothing {
    if (this.isMissing) return html`<p class="unkept" role="alert">${NOT_LOADED}</p>`;
    return this.keeping?.render() ?? nothing;
  }

  private end(): void {
    this.keeping?.end();
    this.keeping = undefined;
    this.isMissing = false;
  }

  private async begin(run: UmapRunApi | CnnRunApi): Promise<void> {
    const { trace } = this;
    const code = await import('./keeping.ts').catch(() => undefined);
    if (this.trace !== trace) return;
    this.isMissing = !code;
    this.keeping =
      code &&
      new code.Keeping(run, () => {
        this.host.requestUpdate();
      });
    this.host.requestUpdate();
  }
}
