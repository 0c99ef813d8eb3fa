import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

/** Renderers that this browser has of its own accord: they are none of a page that is opened after this. */
export function renderersBefore(browserPid: number | undefined): ReadonlySet<number> {
  return new Set(renderersOf(browserPid).map(({ pid }) => pid));
}

/**
 * The largest resident set that any renderer of this browser ever had, but for `others`, in bytes (VmHWM); null where
 * there is no /proc. The whole process counts: page, workers, the browser's own 100 MiB.
 */
export function peakOfRenderers(
  browserPid: number | undefined,
  others: ReadonlySet<number> = new Set(),
): number | null {
  const ours = renderersOf(browserPid).filter(({ pid }) => !others.has(pid));
  return Math.max(0, ...ours.map(({ peakBytes }) => peakBytes)) || null;
}

/** From now on peaks are counted anew, from what is resident now. */
export function forgetPeaks(browserPid: number | undefined): void {
  for (const { pid } of renderersOf(browserPid)) {
    try {
      writeFileSync(`/proc/${pid}/clear_refs`, '5'); // proc(5): resets VmHWM
    } catch {
      continue; // it ended meanwhile, or may not be written: the peak is that since its start, then
    }
  }
}

function renderersOf(browserPid: number | undefined): { pid: number; peakBytes: number }[] {
  if (browserPid === undefined || process.platform !== 'linux') return [];
  const parents = new Map<number, number>();
  const renderers: { pid: number; peakBytes: number }[] = [];
  for (const entry of readdirSync('/proc')) {
    const pid = Number(entry);
    if (!Number.isInteger(pid)) continue;
    try {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8');
      parents.set(pid, Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]));
      if (!readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('--type=renderer')) continue;
      const kilobytes = Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? 0);
      renderers.push({ pid, peakBytes: kilobytes * 1024 });
    } catch {
      continue; // the process ended while we looked
    }
  }
  const isOurs = (pid: number): boolean => {
    for (let at = parents.get(pid); at !== undefined; at = parents.get(at)) {
      if (at === browserPid) return true;
    }
    return false;
  };
  return renderers.filter(({ pid }) => isOurs(pid));
}
