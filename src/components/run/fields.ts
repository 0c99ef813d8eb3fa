interface FieldBase<Name extends string> {
  readonly name: Name;
  /** The name that the field and its readers use. */
  readonly label: string;
  /** One line on what it does. */
  readonly help: string;
}

export interface NumberField<Name extends string> extends FieldBase<Name> {
  readonly kind: 'number';
  readonly min: number;
  readonly max: number;
  readonly step: number | 'any';
  /** Whether it may be empty: somebody else decides then. */
  readonly optional?: boolean;
  /** Whether its limits help nobody. */
  readonly unlimited?: boolean;
}

export interface ChoiceField<Name extends string> extends FieldBase<Name> {
  readonly kind: 'choice';
  readonly choices: readonly (readonly [value: string, label: string])[];
  /** Whether values are numbers. */
  readonly numeric?: boolean;
}

export type Field<Name extends string> = NumberField<Name> | ChoiceField<Name>;

/** Limits are the sensible ones; what is possible at all the run decides. */
export interface FieldGroup<Name extends string> {
  readonly title: string;
  readonly fields: readonly Field<Name>[];
}

/** Fields of a run, flat: what an element has as properties, and what the panel edits. */
export type FieldValues<Name extends string> = Readonly<Record<Name, string | number | undefined>>;

/** Whether two sets of fields describe the same run. */
export function sameFields<Name extends string>(
  a: FieldValues<Name>,
  b: FieldValues<Name>,
): boolean {
  return (Object.keys(a) as Name[]).every((name) => Object.is(a[name], b[name]));
}

const DATA_PROPERTIES = ['datasetName', 'split', 'points', 'seed'];

/** Whether one of the properties changed that say which images a run is of. */
export function namesData(changed: ReadonlyMap<PropertyKey, unknown>): boolean {
  return DATA_PROPERTIES.some((name) => changed.has(name));
}

export const DATASET_FIELD = {
  kind: 'choice',
  name: 'dataset',
  label: 'dataset',
  help: 'Garments and Objects are drawn by this project.',
  choices: [
    ['fashion-mnist', 'Fashion-MNIST'],
    ['cifar-10', 'CIFAR-10'],
    ['garments', 'Garments'],
    ['objects', 'Objects'],
  ],
} as const satisfies ChoiceField<'dataset'>;

export const SEED_FIELD = {
  kind: 'number',
  name: 'seed',
  label: 'seed',
  help: 'The same seed repeats the same run.',
  min: 0,
  max: 4_294_967_295,
  step: 1,
  unlimited: true,
} as const satisfies NumberField<'seed'>;
