import type { UmapFrame } from '../../../workers/contracts/umap.ts';
import type { ErrorData } from '../../runs/run.ts';
import type { UmapProjection, UmapRunApi } from '../../runs/umap-run-api.ts';
import type { Player } from '../../trace/player.ts';
import type { UmapTraceInfo } from '../../trace/trace.ts';
import { RunController, type RunHost } from '../run/run-controller.ts';
import { count } from '../run/words.ts';
import { toSettings, type UmapFields } from './settings.ts';
import type { UmapAttributes } from './umap-attributes.ts';
import { STAGES } from './words.ts';

export type UmapHost = UmapAttributes & RunHost<UmapRunApi>;

/** A `<uh-umap>`'s run, and the projection of new images into its layout. */
export class UmapController extends RunController<UmapTraceInfo, UmapFrame, UmapRunApi, UmapHost> {
  /** Over the projection's trace, while that is on screen. */
  projection: Player<UmapTraceInfo, UmapFrame> | undefined;
  /** Why the last projection failed. */
  projectionError: ErrorData | undefined;
  /** The fields of the run on screen. */
  started: UmapFields | undefined;

  constructor(host: UmapHost) {
    super(host, {
      stages: STAGES,
      events: ['dataset', 'quality', 'projection'],
      // The article's animation's.
      defaultFps: 12,
      glides: true,
    });
  }

  /** Resolves when the run is done, failed or cancelled. `byItself`: the visitor did not ask for it. */
  async start(byItself: boolean): Promise<void> {
    const { fields, recordedAt } = this.host;
    this.started = recordedAt ? undefined : fields;
    const settings = toSettings(fields);
    await this.begin(byItself, (run) => run.start(settings));
  }

  /** Projects the other split's images into the finished layout, or shows the projection that is there again. */
  async project(): Promise<void> {
    const { run } = this;
    if (!run) return;
    this.projectionError = undefined;
    if (!run.projection) {
      this.spoken = 'Projecting new images.';
      try {
        await run.project();
      } catch (thrown) {
        const { code, message } = thrown as ErrorData; // the run's errors are of that kind
        this.projectionError = { code, message };
        this.tellError(this.projectionError);
      }
    }
    if (run.projection) this.showProjection(run.projection);
  }

  /** Back to the run's own recording. */
  hideProjection(): void {
    this.projection?.dispose();
    this.projection = undefined;
    this.host.requestUpdate();
  }

  override cancel(): void {
    if (this.run?.projecting) this.run.cancelProjection();
    else super.cancel();
  }

  protected override traceReplaced(): void {
    this.hideProjection();
    this.projectionError = undefined;
  }

  private showProjection({ trace, dataset }: UmapProjection): void {
    this.hideProjection();
    const player = this.createPlayer(trace, false);
    if (this.host.reducedMotion) player.seek(trace.frames.length - 1);
    else player.play();
    this.projection = player;
    this.spoken = `${count(dataset.count)} new images are projected.`;
    this.host.requestUpdate();
  }
}
