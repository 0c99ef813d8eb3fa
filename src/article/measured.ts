import { naming, type RunFigure } from './run-figures.ts';

/** `8.4 s`, `7 min 21 s`. */
export function spanText(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 100) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** Says beneath a figure what its last whole run took on this device: `data-measures="figure"`. */
export function tellMeasured(root: ParentNode): void {
  for (const { element, figure } of naming(root, 'data-measures')) {
    let started: number | undefined;
    figure.addEventListener('uh-state', () => {
      const { state } = figure;
      if (figure.recordedAt !== '') started = undefined;
      else if (state === 'loading') started = performance.now();
      // What was halted has no time of its own.
      else if (state === 'paused' || state === 'idle' || state === 'failed') started = undefined;
      else if (state === 'done' && started !== undefined) {
        element.textContent = sentence(figure, performance.now() - started);
        element.hidden = false;
        started = undefined;
      }
    });
  }
}

function sentence({ frameCount, engineInfo }: RunFigure, ms: number): string {
  const engine = engineInfo ? `, on the engine «${engineInfo.engine}»` : '';
  return `On this device: ${frameCount - 1} epochs in ${spanText(ms)} from the click to the last frame${engine}.`;
}
