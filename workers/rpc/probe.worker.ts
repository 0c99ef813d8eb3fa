/** A worker for the tests of the boundary itself: it answers, fails, reports, hangs and dies on request. */
import { openControl } from './control.ts';
import { WorkerError } from './errors.ts';
import { serve } from './serve.ts';
import { Pacer } from './slices.ts';

const api = {
  echo: (value: unknown) => Promise.resolve(value),
  refuse: () => {
    throw new WorkerError('bad-parameter', 'points is 3; it must be at least 16.', {
      parameter: 'points',
    });
  },
  crash: () => {
    throw new TypeError('x is not a function');
  },
  count: async (total: number, port: MessagePort) => {
    const { signal, report } = openControl(port);
    const pacer = new Pacer(signal);
    for (let done = 1; done <= total; done++) {
      report({ stage: 'count', done, total, unit: 'numbers' });
      if (pacer.due()) await pacer.pause();
    }
    return total;
  },
  /** Never lets a message in again. */
  hang: (_port: MessagePort) => {
    for (;;);
  },
  die: () => {
    globalThis.close();
    return new Promise<never>(() => undefined);
  },
};

export type ProbeApi = typeof api;

serve(api);
