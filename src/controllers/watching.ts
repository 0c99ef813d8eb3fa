import type { CnnFrame, CnnView } from '../../workers/contracts/cnn.ts';
import type { CnnRunApi, WatchedImage, WatchedLayers } from '../runs/cnn-run-api.ts';
import type { CnnTraceInfo } from '../trace/cnn-trace.ts';
import type { Player } from '../trace/player.ts';

export type CnnPlayer = Player<CnnTraceInfo, CnnFrame>;

/** How the watched image and layers look with the weights of one epoch; all of one moment. */
export interface Sight {
  readonly epoch: number;
  readonly view: CnnView;
  readonly image: WatchedImage;
  readonly layers: WatchedLayers;
}

/** What a sight is taken of: a run, or a recording of one. */
export type Watched = Pick<CnnRunApi, 'watched' | 'layers' | 'view'> & EventTarget;

/**
 * The sight at the playhead. Frames hold it as it was recorded; after the visitor chose another image or other layers,
 * that of earlier frames is computed when the playhead comes there, the newest place first: places passed meanwhile
 * are left out.
 *
 * Event: `change`: `sight` or `error` is another one.
 */
export class Watching extends EventTarget {
  private current: Sight | undefined;
  private failure: string | undefined;
  private asking = false;
  private readonly computed = new Map<string, Sight>();

  constructor(
    private readonly player: CnnPlayer,
    private readonly run: Watched,
  ) {
    super();
    player.addEventListener('change', this.look);
    run.addEventListener('watched', this.look);
    this.look();
  }

  /** Of the frame at the playhead; while that is computed, the last one that was; undefined before any. */
  get sight(): Sight | undefined {
    return this.current;
  }

  /** Why the sight at the playhead cannot be had: its weights are not kept any more. */
  get error(): string | undefined {
    return this.failure;
  }

  /** Lets go of player and run. May be called twice. */
  dispose(): void {
    this.player.removeEventListener('change', this.look);
    this.run.removeEventListener('watched', this.look);
    this.computed.clear();
  }

  private readonly look = (): void => {
    const { frame } = this.player;
    const { watched: image, layers } = this.run;
    if (!frame || !image || !layers) return;
    const { epoch, view } = frame;
    const known =
      view.watchedId === image.id
        ? this.current?.view === view
          ? this.current
          : { epoch, view, image, layers }
        : this.computed.get(keyOf(epoch, image));
    if (known) this.show(known, undefined);
    else if (!this.asking) void this.ask(epoch, image, layers);
  };

  private async ask(epoch: number, image: WatchedImage, layers: WatchedLayers): Promise<void> {
    this.asking = true;
    let failure: string | undefined;
    try {
      const view = await this.run.view(epoch);
      if (view.watchedId === image.id) {
        this.remember({ epoch, view, image, layers });
      }
    } catch (thrown) {
      failure = thrown instanceof Error ? thrown.message : String(thrown);
    }
    this.asking = false;
    const isHere = this.player.frame?.epoch === epoch && this.run.watched?.id === image.id;
    // Asking again for what cannot be had would never end.
    if (failure !== undefined && isHere) this.show(this.current, failure);
    else this.look();
  }

  private remember(sight: Sight): void {
    // Each holds some 300 kB: enough for a scrub there and back.
    if (this.computed.size >= MOST_REMEMBERED) {
      const [oldest] = this.computed.keys();
      if (oldest !== undefined) this.computed.delete(oldest);
    }
    this.computed.set(keyOf(sight.epoch, sight.image), sight);
  }

  private show(sight: Sight | undefined, failure: string | undefined): void {
    if (sight === this.current && failure === this.failure) return;
    this.current = sight;
    this.failure = failure;
    this.dispatchEvent(new Event('change'));
  }
}

const MOST_REMEMBERED = 64;

const keyOf = (epoch: number, image: WatchedImage): string => `${epoch}/${image.id}`;
