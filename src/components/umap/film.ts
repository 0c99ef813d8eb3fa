import { nothing, type TemplateResult } from 'lit';
import type { ExportOptions } from '../../runs/export-trace.ts';
import type { UmapRunApi } from '../../runs/umap-run-api.ts';
import type { Recording } from '../../runs/run.ts';
import { replayBar, replayPanel, type ReplayView } from '../run/replay.ts';
import { saveBlob, traceName } from '../run/save-blob.ts';
import { count, datasetTitle } from '../run/words.ts';
import { costOf, costText } from './confirmation.ts';
import { motif } from './motif.ts';
import type { UhUmap } from './umap.ts';

export { NOT_PLAYABLE, REPLAY_STAGES } from '../run/replay.ts';

// On their way as soon as they are known to be needed, while the element still draws itself. Where they cannot be loaded,
// whoever needs them tries again and says so.
import('../../runs/umap-replay.ts').catch(() => undefined);
import('../../render/create-scatter.ts').then(
  ({ fastestRenderer }) => fastestRenderer(), // takes a while the first time, and nothing else is to do yet
  () => undefined,
);

export async function createReplay({ src, baseURI }: UhUmap): Promise<UmapRunApi> {
  const { UmapReplay } = await import('../../runs/umap-replay.ts');
  return new UmapReplay(src, baseURI);
}

/** Rejects with `bad-parameter` before the first frame. */
export async function exportTrace(
  run: UmapRunApi | undefined,
  options: ExportOptions,
): Promise<Blob> {
  const { exportUmapTrace } = await import('../../runs/export-trace.ts');
  return exportUmapTrace(run, options);
}

/** What a `<uh-umap>` shows before the first frame of its recording. */
export function panel(host: UhUmap): TemplateResult | typeof nothing {
  if (host.trace) return nothing;
  return replayPanel({
    ...viewOf(host),
    kind: 'UMAP',
    title: datasetTitle(host.datasetName),
    picture: (share) => motif(host.palette, share),
    poster: host,
  });
}

/** And under its frames. */
export function bar(
  host: UhUmap,
  run: UmapRunApi,
  recording: Recording,
): TemplateResult | typeof nothing {
  const { dataset, engineInfo: engine, trace } = run;
  return replayBar({
    ...viewOf(host),
    ...{ recording, engine, dataset },
    amount: `${count(trace?.info.points ?? 0)} points`,
    resting: host.standsStill,
    cancel: () => {
      host.cancel();
    },
    save: host.save,
    exports: host.exports,
  });
}

/** Hands the run's frames to the visitor as a file. */
export async function save(host: UhUmap): Promise<void> {
  try {
    const blob = await host.exportTrace();
    saveBlob(blob, traceName('umap', host.trace?.info.dataset.title ?? ''));
  } catch (thrown) {
    host.refusal = thrown instanceof Error ? thrown.message : String(thrown);
  }
}

function viewOf(host: UhUmap): ReplayView {
  const { state, progress, canRunLive, askLive } = host;
  const cost = costOf(host.fields);
  return {
    ...{ state, progress },
    liveCost: canRunLive && cost ? `${costText(cost)}.` : '',
    play: () => {
      const there = host.trace && state !== 'failed' && state !== 'idle';
      if (!there) void host.start();
      else host.seek(0);
      host.play();
    },
    runLive: canRunLive ? askLive : undefined,
  };
}
