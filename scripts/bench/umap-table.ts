import type { UmapReport } from './umap-result.ts';

const seconds = (ms: number | null): string => (ms === null ? '–' : `${(ms / 1000).toFixed(1)} s`);
const share = (value: number | null): string => (value === null ? '–' : value.toFixed(4));

/** The report for a person. */
export function printUmap(report: UmapReport): void {
  const kind = report.real ? 'real' : 'drawn';
  console.log(`${report.dataset} (${kind}), ${report.points} points; ${report.machine}`);
  console.table(
    Object.fromEntries(
      report.results.map((result) => [
        result.threads > 1 ? `${result.engine}, ${result.threads} threads` : result.engine,
        {
          neighbours: seconds(result.stagesMs.neighbours),
          'first frame': seconds(result.firstFrameMs),
          epoch: `${result.epochMs.toFixed(1)} ms`,
          total: seconds(result.totalMs),
          memory: result.peakBytes === null ? '–' : `${Math.round(result.peakBytes / 2 ** 20)} MiB`,
          'longest task': result.longestTaskMs === null ? '–' : `${result.longestTaskMs} ms`,
          'frames shown/s': result.shownPerSecond?.toFixed(1) ?? '–',
          recall: share(result.recall),
          trustworthiness: share(result.trustworthiness),
          'label agreement': share(result.labelAgreement),
          ...(result.transformMs === undefined
            ? {}
            : {
                transform: seconds(result.transformMs),
                'its label agreement': share(result.transformLabelAgreement ?? null),
              }),
        },
      ]),
    ),
  );
}
