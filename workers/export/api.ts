import { transfer } from 'comlink';
import type { AnimationPlan, ExportApi } from '../contracts/export.ts';
import { WorkerError } from '../rpc/errors.ts';
import { Turns } from '../rpc/turns.ts';
import { embeddingCsv } from './csv.ts';
import type { AnimationEncoder } from './encoder.ts';
import { embeddingNpz } from './npz.ts';

/** An encoder's code is fetched when its format is asked for. */
async function createEncoder(plan: AnimationPlan): Promise<AnimationEncoder> {
  const { format } = plan;
  if (format === 'gif') {
    const { GifEncoder } = await import('./gif.ts');
    return new GifEncoder(plan);
  }
  const { VideoFileEncoder } = await import('./video.ts');
  return VideoFileEncoder.create(plan, format);
}

/** @param create makes the encoder of a plan; tests put their own in */
export function createExportApi(create = createEncoder): ExportApi {
  let encoder: AnimationEncoder | undefined;
  // A picture that waits for the encoder, in the middle of being held, must not be overtaken by the next one.
  const turns = new Turns();

  const begun = (): AnimationEncoder => {
    if (!encoder) throw new WorkerError('internal', 'No animation was begun.');
    return encoder;
  };

  return {
    async begin(plan) {
      encoder = undefined;
      encoder = await create(plan);
    },
    add: (pixels, held) => turns.take(() => begun().add(pixels, held)),
    async finish() {
      const file = await turns.take(() => begun().finish());
      encoder = undefined;
      return transfer(file, [file.buffer]);
    },
    table(format, table) {
      const file = format === 'csv' ? embeddingCsv(table) : embeddingNpz(table);
      return Promise.resolve(transfer(file, [file.buffer]));
    },
  };
}
