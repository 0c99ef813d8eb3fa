import { learnInBrowser, timeInBrowser, type Measured, type Origin } from './cnn-browser.ts';
import { learnInPyTorch, timeInPyTorch } from './cnn-pytorch.ts';
import type { CnnReport } from './cnn-result.ts';
import { measureRounds } from './cnn-rounds.ts';
import { buildCnnSite } from './cnn-site.ts';
import { describeMachine, today } from './machine.ts';
import type { CnnOptions } from './options.ts';

export async function benchCnn(
  options: CnnOptions,
  progress: (sentence: string) => void,
): Promise<CnnReport> {
  progress('building the page …');
  const site = await buildCnnSite();
  const data: Origin[] = [];
  const note = async <Result>(measured: Promise<Measured<Result> | undefined>) => {
    const present = await measured;
    if (present) data.push(present.data);
    return present?.result;
  };
  const measured = await measureRounds(
    options,
    {
      steps: (engine, batch) =>
        note(
          engine === 'pytorch'
            ? timeInPyTorch(batch, options, progress)
            : timeInBrowser(site, engine, batch, options, progress),
        ),
      whole: (engine, seed) =>
        note(
          engine === 'pytorch'
            ? learnInPyTorch(seed, options, progress)
            : learnInBrowser(site, engine, seed, options, progress),
        ),
    },
    progress,
  );
  const [first] = data;
  if (!first) throw new Error('Nothing was measured.');
  return {
    bench: 'cnn',
    dataset: options.dataset,
    real: data.every(({ origin }) => origin === 'real'),
    points: first.points,
    flopPerImage: first.flopPerImage,
    machine: describeMachine(),
    date: today(),
    ...measured,
  };
}
