import type { CnnFrame, ModelFile } from '../../../workers/contracts/cnn.ts';
import { FilterSelection } from '../../controllers/filter-selection.ts';
import { Watching } from '../../controllers/watching.ts';
import type { CnnRunApi } from '../../runs/cnn-run-api.ts';
import type { CnnTraceInfo } from '../../trace/cnn-trace.ts';
import { RunController, type RunHost } from '../run/run-controller.ts';
import type { CnnAttributes } from './cnn-attributes.ts';
import type { CnnMoment } from './part.ts';
import { type CnnFields, toSettings } from './settings.ts';
import { epochAnnouncement, STAGES } from './stages.ts';

export type CnnHost = CnnAttributes & RunHost<CnnRunApi>;

/** Epochs are spoken at most this often, ms: the first ones take less than a word. */
const SPOKEN_INTERVAL = 4000;

/** A `<uh-cnn>`'s run, and what its figures share: the sight at the playhead and the selected filter. */
export class CnnController extends RunController<CnnTraceInfo, CnnFrame, CnnRunApi, CnnHost> {
  readonly selection = new FilterSelection();
  watching: Watching | undefined;
  /** The fields of the run on screen. */
  started: CnnFields | undefined;
  private spokenAt = -Infinity;
  /** By frame: what stands still there. */
  private readonly moments = new Map<number, Required<CnnMoment>>();

  constructor(host: CnnHost) {
    super(host, {
      stages: STAGES,
      events: ['dataset', 'settings', 'watched', 'test'],
      // The article's animation's.
      defaultFps: 4,
      glides: false,
    });
  }

  /** Resolves when the run is done, failed or cancelled. `byItself`: the visitor did not ask for it. */
  start(byItself: boolean): Promise<void> {
    return this.enter(byItself, (run, settings) => run.start(settings));
  }

  /** Begins with a saved model, and pauses. */
  load(files: readonly ModelFile[]): Promise<void> {
    return this.enter(false, (run, settings) => run.load(settings, files));
  }

  /** Trains one more epoch, of the run there is or of a new one. */
  async oneEpoch(): Promise<void> {
    const { run } = this;
    if (run?.state === 'paused') await run.oneEpoch(toSettings(this.started ?? this.host.fields));
    else await this.enter(false, (run, settings) => run.oneEpoch(settings));
  }

  /** A playhead of its own at a frame, or at the newest until there is such a one; the same for all who ask. */
  at(frame: number): CnnMoment | undefined {
    const { run } = this;
    if (!run?.trace) return undefined;
    const known = this.moments.get(frame);
    if (known) return known;
    const player = this.createPlayer(run.trace, false);
    const reach = (): void => {
      if (player.playhead < Math.min(frame, player.lastFrame)) player.seek(frame);
    };
    player.addEventListener('change', reach);
    reach();
    const moment = { player, watching: new Watching(player, run) };
    this.moments.set(frame, moment);
    return moment;
  }

  protected override traceReplaced(): void {
    this.watching?.dispose();
    for (const { player, watching } of this.moments.values()) {
      watching?.dispose();
      player?.dispose();
    }
    this.moments.clear();
    const { player, run } = this;
    this.watching = player && run ? new Watching(player, run) : undefined;
    this.selection.clear();
  }

  protected override frameAdded(frame: CnnFrame): void {
    const now = performance.now();
    if (now - this.spokenAt < SPOKEN_INTERVAL) return;
    this.spokenAt = now;
    const { classNames = [] } = this.player?.trace.info.dataset ?? {};
    this.spoken = epochAnnouncement(frame, classNames);
  }

  private async enter(
    byItself: boolean,
    start: (run: CnnRunApi, settings: ReturnType<typeof toSettings>) => Promise<void>,
  ): Promise<void> {
    const { fields, recordedAt } = this.host;
    this.started = recordedAt ? undefined : fields;
    const settings = toSettings(fields);
    await this.begin(byItself, (run) => start(run, settings));
  }
}
