import { type Difference, sideText } from './differences.ts';

/** What stands under the title: what is compared, or why nothing is. */
export function whatText(
  /** Of all figures that an author put in. */
  tags: readonly string[],
  /** Undefined while there is one run. */
  found: readonly Difference[] | undefined,
): string {
  const kinds = new Set(tags.slice(0, 2));
  if (kinds.size === 0)
    return 'There is nothing to compare: put two <uh-umap> or two <uh-cnn> inside.';
  if (kinds.size > 1) return 'These two are of different kinds: each has a playhead of its own.';
  const more = tags.length - 2;
  const rest =
    more > 0
      ? ` Only the first two are shown; ${more} more ${more === 1 ? 'is' : 'are'} left out.`
      : '';
  return `${differenceText(found)}${rest}`;
}

function differenceText(found: readonly Difference[] | undefined): string {
  if (!found) return 'One run so far.';
  const names = found.map(({ label }) => label).join(', ');
  if (found.length > 1) return `What differs: ${names}.`;
  return found.length === 1 ? `Only ${names} differs.` : 'Both have the same settings.';
}

/** What a screen reader hears of the comparison; of each run it hears from the figures. */
export function spokenText(
  isWaiting: boolean,
  /** Undefined while there is one run. */
  found: readonly Difference[] | undefined,
): string {
  if (isWaiting) return 'The second run waits until the first has finished, or pauses.';
  if (!found) return '';
  return `Side by side: left ${sideText(found, 'left')}, right ${sideText(found, 'right')}.`;
}
