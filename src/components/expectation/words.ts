import { percent } from '../cnn/words.ts';
import type { Comparison, Expectation, TopPairs } from './comparison.ts';

/** What expectations are held against. */
export type Kind = 'layout' | 'network';

const NUMBERS = 'none one two three four five six seven eight nine ten'.split(' ');

/** A small number as a word, a large one in digits. */
function inWords(n: number): string {
  return NUMBERS[n] ?? String(n);
}

/** `Of the ten pairs that look most alike, seven are among the ten most confused.` */
export function topText({ alike, confused, shared }: TopPairs, kind: Kind): string {
  if (confused === 0) {
    return kind === 'network' ? 'No two classes are confused.' : 'No two classes mix.';
  }
  const one = kind === 'network' ? 'the most confused' : 'the one that mixes most';
  const many = kind === 'network' ? 'most confused' : 'that mix most';
  const most = confused === 1 ? one : `among the ${inWords(confused)} ${many}`;
  if (alike === 1) return `The pair that looks most alike is ${shared === 1 ? '' : 'not '}${most}.`;
  const verb = shared <= 1 ? 'is' : 'are';
  return `Of the ${inWords(alike)} pairs that look most alike, ${inWords(shared)} ${verb} ${most}.`;
}

/** From which rank correlation on the two orders agree so well. */
const AGREEMENT: readonly (readonly [number, string])[] = [
  [0.8, 'The two orders agree closely'],
  [0.6, 'The two orders agree well'],
  [0.4, 'The two orders agree in part'],
  [0.2, 'The two orders agree a little'],
  [-0.2, 'The two orders have little to do with each other'],
  [-1, 'The two orders run against each other'],
];

/** What the rank correlation means, without its number. */
export function agreementText(rho: number): string {
  return AGREEMENT.find(([least]) => rho >= least)?.[1] ?? '';
}

/** `0.83`, with a minus that is one. */
export function rhoText(rho: number): string {
  return rho.toFixed(2).replace('-', '−');
}

/** A share that may be small, but is not none: `0.4%`, `12%`. */
export function shareText(share: number): string {
  if (share > 0 && share < 0.0005) return '<0.1%';
  return percent(share, share > 0 && share < 0.0995 ? 1 : 0);
}

/** A round share: `0.5%`, `20%`. */
export function tickText(share: number): string {
  return `${Number((100 * share).toFixed(1))}%`;
}

/** Why there is no rank correlation. */
export function noOrderText({ pairs }: Comparison): string {
  return pairs.length === 1
    ? 'Two classes are one pair: there is no order to compare.'
    : 'All pairs come out the same so far: there is no order to compare.';
}

/** `1st`, `22nd`, `13th`. */
export function ordinal(n: number): string {
  const tens = n % 100;
  const ending = tens > 10 && tens < 14 ? undefined : ['', 'st', 'nd', 'rd'][n % 10];
  return `${n}${ending === undefined || ending === '' ? 'th' : ending}`;
}

/** A correlation as it is read: `0.97`, `−0.12`. */
export const correlationText = rhoText;

/** Pairs that are named before anything is measured. */
const NAMED = 3;

/** `Most alike are Coat and Shirt (0.97), …: those should be confused.` */
export function expectedText(pairs: readonly Expectation[], classNames: readonly string[]): string {
  const [first, ...others] = [...pairs]
    .sort((p, q) => q.expected - p.expected)
    .slice(0, NAMED)
    .map(
      ({ a, b, expected }) =>
        `${classNames[a] ?? ''} and ${classNames[b] ?? ''} (${correlationText(expected)})`,
    );
  if (first === undefined) return 'There are no two classes with images.';
  if (others.length === 0) return `${first} are the only pair.`;
  return `Most alike on average: ${[first, ...others].join(', ')}. If looks decide, those will be confused.`;
}
