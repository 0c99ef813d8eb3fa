/** A share as per cent, `32.20%`; a dash for what is no number. */
export function percent(share: number, digits = 0): string {
  return Number.isFinite(share) ? `${(100 * share).toFixed(digits)}%` : '–';
}

/** Spelled with a vowel that is not spoken as one: a university, a euro, a one. */
const CONSONANT_SOUND = /^(?:uni(?!n|m)|us[aeiu]|eu|ewe|one\b|ut[ei])/i;
const VOWEL_SOUND = /^(?:[aeiou]|hour|honest|heir|8|11(?!\d)|18(?!\d))/i;

/** The name with its indefinite article: `an airplane`, `a dog`, `an 8`. */
export function withArticle(name: string): string {
  const isVowel = VOWEL_SOUND.test(name) && !CONSONANT_SOUND.test(name);
  return `${isVowel ? 'an' : 'a'} ${name}`;
}

/** Those that add no s, as far as datasets of pictures have them. */
const IRREGULAR: Readonly<Record<string, string>> = {
  aircraft: 'aircraft',
  deer: 'deer',
  fish: 'fish',
  sheep: 'sheep',
  child: 'children',
  man: 'men',
  mouse: 'mice',
  person: 'people',
  wolf: 'wolves',
  woman: 'women',
};

/** More than one of a class: `cats`, `deer`, `dresses`. A name that is a plural already stays as it is. */
export function plural(name: string): string {
  const irregular = IRREGULAR[name.toLowerCase()];
  if (irregular !== undefined) return irregular;
  if (/[^su]s$/i.test(name)) return name;
  if (/(?:s|x|z|ch|sh)$/i.test(name)) return `${name}es`;
  if (/[^aeiou\W\d]y$/i.test(name)) return `${name.slice(0, -1)}ies`;
  return `${name}s`;
}

/** Index of the largest probability; undefined where any is no number, or none is there. */
export function winnerOf(probabilities: ArrayLike<number>): number | undefined {
  let winner: number | undefined;
  for (let c = 0; c < probabilities.length; c++) {
    const value = probabilities[c] ?? Number.NaN;
    if (Number.isNaN(value)) return undefined;
    if (winner === undefined || value > (probabilities[winner] ?? 0)) winner = c;
  }
  return winner;
}
