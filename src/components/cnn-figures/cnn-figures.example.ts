import { ScriptedCnnRun } from '../cnn/scripted-run.ts';
import '../cnn/cnn.ts';
import './cnn-figures.ts';

/** A run that has recorded `frames` frames, and its figures beneath it. */
function example(name: string, figures: string, frames: number) {
  return {
    name,
    render() {
      const holder = document.createElement('div');
      const cnn = document.createElement('uh-cnn');
      const elsewhere = document.createElement('uh-cnn-figures');
      const run = new ScriptedCnnRun();
      Object.assign(cnn, { id: name.replaceAll(' ', '-'), controls: true, figures: 'learning' });
      cnn.createRun = () => run;
      elsewhere.for = cnn.id;
      elsewhere.figures = figures;
      elsewhere.textContent = 'Start the run above, and this figure shows it.';
      holder.append(cnn, elsewhere);
      if (frames > 0) {
        void cnn.start();
        // The run is started in a microtask after this.
        setTimeout(() => {
          run.prepare().record(frames);
        });
      }
      return holder;
    },
  };
}

export const examples: readonly { readonly name: string; render(): HTMLElement }[] = [
  example('No run yet', 'prediction', 0),
  example('The prediction elsewhere', 'prediction', 12),
  example('Tests and network elsewhere', 'tests network', 12),
];
