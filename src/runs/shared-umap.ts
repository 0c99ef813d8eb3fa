import { UnderhoodError } from '../clients/errors.ts';
import type { UmapClient } from '../clients/umap-client.ts';
import type { UmapParams } from '../../workers/contracts/umap.ts';

/** What a run needs of its worker. */
export type UmapWorker = Pick<
  UmapClient,
  'prepare' | 'restart' | 'step' | 'quality' | 'transform' | 'dispose'
>;

/**
 * One prepared worker for several runs of the same graph: it holds images, neighbours and graph once, and one layout at a
 * time. Whoever restarts while another's layout goes on is refused with `engine-unavailable`, and so takes a worker of its
 * own, as where no graph is kept. Finished layouts can be measured and projected into whatever the worker does next. It
 * ends with its last user.
 */
export class SharedUmap {
  private users = 0;
  /** Whose layout goes on. */
  private busy: object | undefined;

  /** *Takes* the worker, which is prepared. */
  constructor(private readonly worker: UmapWorker) {}

  /**
   * A share of it.
   * @param params of the run's own finished layout; undefined where it has none yet
   */
  join(params?: UmapParams): UmapWorker {
    const { worker } = this;
    const user = {};
    let mine = params;
    let left = false;
    this.users += 1;
    const ended = (): void => {
      if (this.busy === user) this.busy = undefined;
    };
    return {
      prepare: () => Promise.reject(taken('It is prepared already.')),
      restart: async (next, call) => {
        if (this.busy && this.busy !== user) throw taken('Its worker lays out another run.');
        this.busy = user;
        mine = next;
        try {
          return await worker.restart(next, call);
        } catch (thrown) {
          ended();
          throw thrown;
        }
      },
      step: async () => {
        if (this.busy !== user) throw taken('It has no layout of this run.');
        const frame = await worker.step();
        if (!frame) ended();
        return frame;
      },
      quality: (embedding, sample, call) => worker.quality(embedding, sample, call),
      transform: (samples, embedding, call) => worker.transform(samples, embedding, call, mine),
      dispose: () => {
        if (left) return;
        left = true;
        ended();
        this.users -= 1;
        if (this.users === 0) worker.dispose();
      },
    };
  }
}

function taken(why: string): UnderhoodError {
  return new UnderhoodError({
    code: 'engine-unavailable',
    message: `This worker cannot be taken: ${why} Start another one.`,
  });
}
