import { Watching, type CnnPlayer, type Watched } from '../../controllers/watching.ts';
import type { WatchedImage, WatchedLayers } from '../../runs/cnn-run-api.ts';
import { SYNTHETIC_WATCHED } from './synthetic-trace.ts';

/** For tests and examples: a run that watches the made-up picture, whose class is that of a dog. */
export function syntheticWatching(player: CnnPlayer, image: Partial<WatchedImage> = {}): Watching {
  const layers: WatchedLayers = { kernelLayer: 0, activationLayer: 0 };
  const watched = {
    id: 0,
    image: SYNTHETIC_WATCHED,
    label: 5,
    index: 16,
    title: 'Test image 16',
    ...image,
  };
  const run: Watched = Object.assign(new EventTarget(), {
    ...{ watched, layers },
    view: () => Promise.reject(new Error('Its weights are not kept any more.')),
  });
  return new Watching(player, run);
}
