import { ScriptedRun } from './scripted-run.ts';
import './umap.ts';
import type { UhUmap } from './umap.ts';

interface Example {
  readonly name: string;
  render(): HTMLElement;
}

/** An element that has done what the script says; the default: it has just been started. */
function example(
  name: string,
  script: (run: ScriptedRun, element: UhUmap) => void,
  run = () => new ScriptedRun(),
): Example {
  return {
    name,
    render() {
      const element = document.createElement('uh-umap');
      const scripted = run();
      element.datasetName = 'garments';
      element.controls = true;
      // Far down the gallery, too.
      element.background = true;
      element.createRun = () => scripted;
      script(scripted, element);
      return element;
    },
  };
}

function started(script: (run: ScriptedRun) => void) {
  return (run: ScriptedRun, element: UhUmap): void => {
    void element.start();
    // The run is started in a microtask after this.
    setTimeout(() => {
      script(run);
    });
  };
}

export const examples: readonly Example[] = [
  example('Idle', () => undefined),
  example(
    'Loading',
    started((run) => run.report('draw', 1800, 5000, 'images')),
  ),
  example(
    'Preparing',
    started((run) => run.prepare().report('neighbours', 3210, 5000)),
  ),
  example(
    'Running',
    started((run) => run.prepare().record(38)),
  ),
  example(
    'Paused',
    started((run) => {
      run.prepare().record(38).pause();
    }),
  ),
  example(
    'Done',
    started((run) => {
      void run.prepare().complete().measure();
    }),
  ),
  example('New images projected', (run, element) => {
    void element.start();
    setTimeout(() => {
      void run.prepare().complete().measure();
      void element.updateComplete.then(() => {
        const buttons = [
          ...element.renderRoot.querySelectorAll<HTMLButtonElement>('.toolbar button'),
        ];
        buttons.find(({ textContent }) => textContent.includes('Project'))?.click();
        void run.completeProjection();
      });
    });
  }),
  example(
    'Failed in the middle',
    started((run) => {
      run.prepare().record(60).failWith({
        code: 'worker-died',
        message:
          'The worker ended before it answered, perhaps for want of memory. Take fewer points, or try again.',
      });
    }),
  ),
  example(
    'Failed at the start',
    started((run) => {
      run.failWith({
        code: 'bad-parameter',
        message: 'n_neighbors is 1; it must be a whole number from 2 on.',
      });
    }),
  ),
  example('A large run asks first', (_run, element) => {
    element.points = 20_000;
    void element.updateComplete.then(() =>
      element.renderRoot.querySelector<HTMLButtonElement>('.idle .big')?.click(),
    );
  }),
  example(
    'Drawn images stand in',
    started((run) => {
      void run.prepare().complete().measure();
    }),
    () =>
      new ScriptedRun({
        standIn:
          'Fashion-MNIST could not be loaded (this site does not have its files), so drawn images («Garments») stand in for it.',
      }),
  ),
  example('Without controls', (run, element) => {
    element.controls = false;
    void element.start();
    setTimeout(() => run.prepare().record(60));
  }),
];
