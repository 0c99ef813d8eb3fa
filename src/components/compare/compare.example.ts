import '../cnn/cnn.ts';
import { ScriptedCnnRun } from '../cnn/scripted-run.ts';
import { ScriptedRun } from '../umap/scripted-run.ts';
import '../umap/umap.ts';
import { UhCompare } from './compare.ts';

interface Example {
  readonly name: string;
  render(): HTMLElement;
}

/** Two figures whose runs have done what the scripts say, side by side as their author wrote them. */
function umaps(...scripts: readonly ((run: ScriptedRun) => void)[]): HTMLElement {
  const compare = document.createElement('uh-compare');
  scripts.forEach((script, index) => {
    const element = document.createElement('uh-umap');
    const run = new ScriptedRun();
    element.datasetName = 'garments';
    element.nNeighbors = index === 0 ? 15 : 5;
    element.nEpochs = index === 0 ? 128 : 64;
    element.createRun = () => run;
    element.background = true;
    compare.append(element);
    void element.start();
    // The run is started in a microtask after this.
    setTimeout(() => {
      script(run);
    });
  });
  return compare;
}

const done = (run: ScriptedRun): void => {
  void run.prepare().complete().measure();
};

function cnns(...scripts: readonly ((run: ScriptedCnnRun) => void)[]): HTMLElement {
  const compare = document.createElement('uh-compare');
  scripts.forEach((script, index) => {
    const element = document.createElement('uh-cnn');
    const run = new ScriptedCnnRun();
    element.datasetName = 'objects';
    element.learningRate = index === 0 ? 0.0005 : 0.005;
    element.createRun = () => run;
    element.background = true;
    compare.append(element);
    void element.start();
    setTimeout(() => {
      script(run);
    });
  });
  return compare;
}

export const examples: readonly Example[] = [
  { name: 'Two layouts', render: () => umaps(done, done) },
  {
    name: 'The second goes on',
    render: () => umaps(done, (run) => void run.prepare().record(20)),
  },
  {
    name: 'The second failed',
    render: () =>
      umaps(done, (run) => {
        run.failWith({
          code: 'bad-parameter',
          message: 'n_neighbors is 1; it must be at least 2.',
        });
      }),
  },
  { name: 'What should differ?', render: () => umaps(done) },
  {
    name: 'Two networks',
    render: () =>
      cnns(
        (run) => void run.prepare().complete(),
        (run) => void run.prepare().record(20),
      ),
  },
  {
    name: 'Around a figure of the page',
    render() {
      const holder = document.createElement('div');
      const element = document.createElement('uh-umap');
      const run = new ScriptedRun();
      element.datasetName = 'garments';
      element.controls = true;
      element.createRun = () => run;
      element.background = true;
      holder.append(element);
      void element.start();
      setTimeout(() => {
        done(run);
        UhCompare.around(element);
      });
      return holder;
    },
  },
];
