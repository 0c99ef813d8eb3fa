import { PredictionsPicture, type PredictionsFrame } from '../../render/predictions-picture.ts';
import { nothingToExport } from '../../runs/export-animation.ts';
import { guessesOf, SET_SIZE, setIndex, verdictOf } from '../predictions/six.ts';
import { count } from '../run/words.ts';
import type { CnnFilm, CnnLook } from './cnn-film.ts';
import type { UhCnn } from './cnn.ts';

/** The article's, and what shows as well on a dark ground. */
const BARS = { trueBar: '#477eff', wrongBar: '#ff4747' };
const LIGHT = { otherBar: '#bfbfbf', right: '#004cff', wrong: '#dc0000', chance: '#1468a5' };
const DARK = { otherBar: '#bfbfbf', right: '#92b2ff', wrong: '#ff8c86', chance: '#7fbdec' };

/** An element that shows predictions of the same run. */
type Part = HTMLElement & { readonly for?: string | undefined; readonly set?: number };

/** The article's figure of six predictions, of the frames so far. @param set from 1; undefined: the one on screen */
export function predictionsFilm(host: UhCnn, look: CnnLook, set = shownSet(host)): CnnFilm {
  const { player, trace } = host;
  if (!player || !trace || trace.frames.length === 0 || trace.info.sampled.length === 0) {
    throw nothingToExport();
  }
  const { info } = trace;
  const frames = trace.frames.slice();
  const index = setIndex(info, set);
  const { width, ground, text, dark } = look;
  const picture = new PredictionsPicture({
    ...{ width, ground, text, images: info.sampledImages, shape: info.dataset.shape },
    columns: SET_SIZE,
    colours: { ...BARS, ...(dark ? DARK : LIGHT), line: text },
  });
  return {
    ...{ picture, count: frames.length, playhead: player.playhead },
    draw(at) {
      const frame = frames[at];
      if (!frame) throw nothingToExport();
      const drawn: PredictionsFrame = {
        title: `Epoch: ${frame.epoch}`,
        images: guessesOf(info, frame, index).map((guess) => ({
          ...guess,
          title: `Test image ${count(guess.index)}`,
          caption: verdictOf(guess, info.dataset.classNames),
        })),
      };
      picture.draw(drawn);
    },
  };
}

/** The set that the element's own figure shows, or one that is bound to it elsewhere on the page; else the first. */
export function shownSet(host: UhCnn): number {
  const own = host.renderRoot.querySelector<Part>('uh-predictions');
  if (own?.set !== undefined) return own.set;
  const root = host.getRootNode();
  if (!host.id || !(root instanceof Document || root instanceof ShadowRoot)) return 1;
  for (const part of root.querySelectorAll<Part>('uh-predictions, uh-cnn-figures')) {
    if (part.for !== host.id) continue;
    const within = part.shadowRoot?.querySelector<Part>('uh-predictions');
    const set = (within ?? part).set;
    if (set !== undefined) return set;
  }
  return 1;
}
