import type { DatasetStatistics } from '../../../workers/contracts/dataset.ts';
import { Player } from '../../trace/player.ts';
import {
  SYNTHETIC_STATISTICS as CNN_STATISTICS,
  syntheticCnnTrace,
} from '../cnn/synthetic-trace.ts';
import {
  SYNTHETIC_OVERLAP,
  SYNTHETIC_STATISTICS,
  syntheticTrace,
} from '../embedding/synthetic-trace.ts';
import type { ExpectationSource } from './expectation.ts';

/** What a made-up source offers, changeable, for tests and examples. */
export type MadeUpSource = {
  -readonly [name in 'player' | 'overlap' | 'statistics' | 'recordedAt']?: ExpectationSource[name];
} & HTMLElement;

let made = 0;

/** An element that offers what a composite does, and shows nothing; with an id of its own. */
function source(offers: Omit<MadeUpSource, keyof HTMLElement>): MadeUpSource {
  const element = document.createElement('div');
  element.id = `made-up-run-${made++}`;
  return Object.assign(element, offers);
}

/** A made-up layout: learned to the end, and measured unless it is to be without. */
export function layoutSource({ measured = true } = {}): MadeUpSource {
  return source({
    player: new Player(syntheticTrace({ points: 500, frames: 3 }), { following: false }),
    overlap: measured ? SYNTHETIC_OVERLAP : undefined,
    statistics: () => Promise.resolve(SYNTHETIC_STATISTICS),
  });
}

/** A made-up network of few classes or many. */
export function networkSource(classNames?: readonly string[]): MadeUpSource {
  return source({
    player: new Player(syntheticCnnTrace(49, 48, classNames), { following: false }),
    statistics: () => Promise.resolve(statisticsOf(classNames?.length ?? 10)),
  });
}

/** Of the first so many of ten classes. */
function statisticsOf(classes: number): DatasetStatistics {
  const correlation = new Float64Array(classes * classes);
  for (let a = 0; a < classes; a++) {
    for (let b = 0; b < classes; b++) {
      correlation[a * classes + b] =
        a === b ? 1 : (CNN_STATISTICS.correlation[(a % 10) * 10 + (b % 10)] ?? 0);
    }
  }
  return { ...CNN_STATISTICS, correlation };
}
