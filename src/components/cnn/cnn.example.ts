import './cnn.ts';
import type { UhCnn } from './cnn.ts';
import { ScriptedCnnRun } from './scripted-run.ts';

interface Example {
  readonly name: string;
  render(): HTMLElement;
}

/** An element that has done what the script says; without one nothing was started. */
function example(
  name: string,
  script: ((run: ScriptedCnnRun, element: UhCnn) => void) | undefined,
  { controls = true, run = () => new ScriptedCnnRun() } = {},
): Example {
  return {
    name,
    render() {
      const element = document.createElement('uh-cnn');
      const scripted = run();
      element.datasetName = 'objects';
      element.controls = controls;
      // Far down the gallery, too.
      element.background = true;
      element.createRun = () => scripted;
      if (script) {
        void element.start();
        // The run is started in a microtask after this.
        setTimeout(() => {
          script(scripted, element);
        });
      }
      return element;
    },
  };
}

export const examples: readonly Example[] = [
  example('Idle', undefined),
  example('Loading', (run) => run.report('draw', 1800, 50_000, 'images')),
  example('Preparing', (run) => run.prepare().report('validation', 400, 2000, 'images')),
  example('Untrained', (run) => run.prepare().record(1)),
  example('Running', (run) => run.prepare().record(20)),
  example('Paused', (run) => {
    run.prepare().record(20).pause();
  }),
  example('Done and tested', (run, element) => {
    run.prepare().complete();
    void run.evaluate(48);
    run.completeTest();
    element.seek(48);
  }),
  example('Diverged', (run) => run.prepare().record(3).diverge()),
  example('Failed in the middle', (run) =>
    run.prepare().record(12).failWith({
      code: 'worker-died',
      message: 'The worker ended before it answered, perhaps for want of memory. Try again.',
    }),
  ),
  example('Failed at the start', (run) =>
    run.failWith({
      code: 'bad-parameter',
      message: 'learning_rate is -1; it must be a number of at least 0.',
    }),
  ),
  example('Drawn images stand in', (run) => run.prepare().complete(), {
    run: () =>
      new ScriptedCnnRun({
        standIn:
          'CIFAR-10 could not be loaded (this site does not have its files), so drawn images («Objects») stand in for it.',
      }),
  }),
  example('Without controls', (run) => run.prepare().record(30), { controls: false }),
];
