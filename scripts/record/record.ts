import type { RecordOptions } from './options.ts';
import type { Place } from './place.ts';
import { recordCnn } from './record-cnn.ts';
import { recordUmap } from './record-umap.ts';
import { Stopped } from './stopped.ts';
import { targetOf } from './target.ts';

/**
 * Makes a recording, or goes on with one. Resolves, too, when the signal ends it: what was recorded stays.
 * @throws Error with a sentence
 */
export async function record(options: RecordOptions, place: Place): Promise<void> {
  const target = targetOf(options.out);
  try {
    await (options.kind === 'cnn'
      ? recordCnn(options, target, place)
      : recordUmap(options, target, place));
  } catch (error) {
    if (!place.signal.aborted) throw error;
    place.telling.line(
      error instanceof Stopped ? error.message : 'Stopped. The same command begins again.',
    );
  }
}
