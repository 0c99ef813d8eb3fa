import type { Progress, ProgressMessage, ReportProgress } from '../contracts/control.ts';
import { WorkerError } from './errors.ts';

/** The worker's end of a control port: a signal that fires on abort, and a throttled reporter. */
export interface Control {
  readonly signal: AbortSignal;
  readonly report: ReportProgress;
}

/** Time between two progress messages of one stage, ms: ten a second is smooth and costs nothing. */
const REPORT_INTERVAL = 100;

/** *Takes* the port; the client closes its own end when the call has settled. */
export function openControl(port: MessagePort): Control {
  const controller = new AbortController();
  // An abort is all that comes in (AbortMessage).
  port.onmessage = () => {
    controller.abort(new WorkerError('aborted', 'The work was cancelled.'));
  };
  let lastStage = '';
  let lastTime = -Infinity;
  const report = (progress: Progress): void => {
    const now = performance.now();
    const finished = progress.total > 0 && progress.done >= progress.total;
    if (progress.stage === lastStage && !finished && now - lastTime < REPORT_INTERVAL) return;
    lastStage = progress.stage;
    lastTime = now;
    const message: ProgressMessage = { type: 'progress', progress };
    port.postMessage(message);
  };
  return { signal: controller.signal, report };
}
