import { html, nothing, type TemplateResult } from 'lit';
import type { UmapQuality } from '../../../workers/contracts/umap.ts';

const MEASURES = [
  {
    name: 'trustworthiness',
    label: 'Trustworthiness',
    help: 'Are points that lie close here close in the data, too? Judged by 15 neighbours of each; 1 means no false ones.',
  },
  {
    name: 'labelAgreement',
    label: 'Label agreement',
    help: 'How many of a point’s five nearest neighbours in the layout belong to its class, on average. The labels were not used to make it.',
  },
  {
    name: 'recall',
    label: 'Neighbour recall',
    help: 'How many of the true 15 nearest neighbours the fast search found. 1 means all.',
  },
] as const;

const PROJECTED = {
  name: 'projectedAgreement',
  label: 'Agreement of new images',
  help: 'How many of the five points of the layout nearest to a projected image belong to its class, on average. The layout never saw these images.',
};

/** Measures of the finished layout, each explained on hover and focus. */
export function quality(
  measures: UmapQuality | undefined,
  projectedAgreement: number | undefined,
): TemplateResult | typeof nothing {
  if (!measures) return nothing;
  const shown = [
    ...MEASURES.map((measure) => ({ ...measure, value: measures[measure.name] })),
    ...(projectedAgreement === undefined ? [] : [{ ...PROJECTED, value: projectedAgreement }]),
  ];
  return html`
    <div class="quality" role="group" aria-label="Quality of the layout">
      ${shown.map(
        ({ name, label, help, value }) => html`
          <span class="measure">
            <button type="button" aria-describedby="about-${name}">
              <span>${label}</span> <b>${value.toFixed(3)}</b>
            </button>
            <span role="tooltip" id="about-${name}">${help}</span>
          </span>
        `,
      )}
    </div>
  `;
}
