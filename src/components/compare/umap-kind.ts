import type { UmapFrame, UmapQuality } from '../../../workers/contracts/umap.ts';
import type { PaletteName } from '../../render/palettes.ts';
import type { UmapRunApi } from '../../runs/umap-run-api.ts';
import { FIELD_GROUPS } from '../umap/parameter-fields.ts';
// What `createElement` makes of the tag; the code is there where one of them is compared.
import type {} from '../umap/umap.ts';
import type { Change, Composite, Kind, Measure } from './composite.ts';

/** What is needed of a `<uh-umap>` beyond that. */
interface UmapComposite extends Composite {
  readonly palette: PaletteName;
  readonly control: Composite['control'] & { readonly run: UmapRunApi | undefined };
  createRun(): UmapRunApi | Promise<UmapRunApi>;
}

/** What neighbours and graph are made of: a change of anything else begins with those that are there. */
const FROM_THE_START = ['dataset', 'split', 'points', 'engine', 'nNeighbors', 'metric'];

const measure = (
  name: 'trustworthiness' | 'labelAgreement',
  label: string,
  help: string,
): Measure => ({
  ...{ name, label, help },
  estimated: true,
  text: (value) => value.toFixed(3),
  distance: (by) => by.toFixed(3),
  values: ({ trace }) =>
    ((trace?.frames ?? []) as readonly UmapFrame[]).map(({ quality }) => quality?.[name] ?? NaN),
  final: (side) => ofRun(side)?.[name],
});

/** Of the finished layout. */
const ofRun = (side: Composite): UmapQuality | undefined =>
  (side as UmapComposite).control.run?.quality;

export const umapKind: Kind = {
  groups: FIELD_GROUPS,
  measures: [
    measure(
      'trustworthiness',
      'Trustworthiness',
      'Are points that lie close here close in the data, too? 1 means no false neighbours.',
    ),
    measure(
      'labelAgreement',
      'Label agreement',
      'How many of a point’s five nearest in the layout belong to its class, on average.',
    ),
  ],
  glides: true,
  caption:
    'Each layout has a scale and directions of its own: a cluster may lie elsewhere in the other, or turned. Compare who lies near whom, not where.',

  suggestions({ nNeighbors, minDist, seed }) {
    const all: readonly Change[] = [
      { name: 'nNeighbors', value: 5 },
      { name: 'nNeighbors', value: 50 },
      { name: 'minDist', value: 0 },
      { name: 'minDist', value: 0.8 },
      { name: 'seed', value: Number(seed) + 1 },
    ];
    const fields: Readonly<Record<string, unknown>> = { nNeighbors, minDist, seed };
    return all.filter(({ name, value }) => value !== fields[name]);
  },

  remark({ name }) {
    if (name === 'seed')
      return 'What differs between two seeds is chance: other differences mean something where they are larger.';
    return FROM_THE_START.includes(name)
      ? 'The neighbours are found anew.'
      : 'It begins with the neighbours that the first run found, where its engine keeps them.';
  },

  create(first, fields) {
    const umap = first as UmapComposite;
    const second = document.createElement('uh-umap');
    second.createRun = () => umap.control.run?.fork() ?? umap.createRun();
    second.palette = umap.palette;
    second.fps = umap.fps;
    second.background = umap.background;
    second.setFields(fields);
    return second;
  },
};
