import type { CnnView } from '../../../workers/contracts/cnn.ts';
import { type CnnPlayer, type Watched, Watching } from '../../controllers/watching.ts';
import type { WatchedImage, WatchedLayers } from '../../runs/cnn-run-api.ts';
import { SYNTHETIC_WATCHED } from './synthetic-trace.ts';

/** Replaces what a view of an epoch would be; a rejection is what happens when weights are not kept. */
export type ViewOf = (epoch: number, layers: WatchedLayers) => Promise<CnnView>;

/** The made-up run as the figures see it, watching the made-up picture, whose class is that of a dog. */
export class SyntheticRun extends EventTarget implements Watched {
  watched: WatchedImage;
  layers: WatchedLayers = { kernelLayer: 0, activationLayer: 0 };

  constructor(
    private readonly viewOf: ViewOf,
    image: Partial<WatchedImage> = {},
  ) {
    super();
    this.watched = {
      ...{ id: 0, image: SYNTHETIC_WATCHED, label: 5, index: 16, title: 'Test image 16' },
      ...image,
    };
  }

  view(epoch: number): Promise<CnnView> {
    return this.viewOf(epoch, this.layers);
  }

  watchLayers(layers: Partial<WatchedLayers>): void {
    this.layers = { ...this.layers, ...layers };
    this.watched = { ...this.watched, id: this.watched.id + 1 };
    this.dispatchEvent(new Event('watched'));
  }
}

/** For tests and examples: what is watched at a player's playhead, as recorded; nothing else can be had. */
export function syntheticWatching(player: CnnPlayer, image: Partial<WatchedImage> = {}): Watching {
  const gone: ViewOf = () => Promise.reject(new Error('Its weights are not kept any more.'));
  return new Watching(player, new SyntheticRun(gone, image));
}
