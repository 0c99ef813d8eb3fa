import type { Field, FieldGroup } from '../run/fields.ts';
import type { Fields } from './composite.ts';

/** A setting that two runs do not share. */
export interface Difference {
  readonly name: string;
  readonly label: string;
  readonly left: string;
  readonly right: string;
}

/** A value as its field says it. */
export function valueText(field: Field<string> | undefined, value: Fields[string]): string {
  if (value === undefined) return 'as usual';
  if (typeof value === 'number' && Number.isNaN(value)) return 'no number';
  const text = String(value);
  if (field?.kind !== 'choice') return text;
  return field.choices.find(([choice]) => choice === text)?.[1] ?? text;
}

/** The settings in which two runs differ, in the order of their panel; those that have no field there last. */
export function differences(
  groups: readonly FieldGroup<string>[],
  left: Fields,
  right: Fields,
): readonly Difference[] {
  const fields = groups.flatMap(({ fields }) => fields);
  const others = Object.keys({ ...left, ...right }).filter(
    (name) => !fields.some((field) => field.name === name),
  );
  return [...fields.map(({ name }) => name), ...others].flatMap((name) => {
    if (Object.is(left[name], right[name])) return [];
    const field = fields.find((field) => field.name === name);
    const [a, b] = [valueText(field, left[name]), valueText(field, right[name])];
    return { name, label: field?.label ?? name, left: a, right: b };
  });
}

/** `n_neighbors 15, min_dist 0.2`; `the same settings` where nothing differs. */
export function sideText(found: readonly Difference[], side: 'left' | 'right'): string {
  if (found.length === 0) return 'the same settings';
  return found.map((difference) => `${difference.label} ${difference[side]}`).join(', ');
}
