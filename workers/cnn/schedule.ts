import type { CnnParams } from '../contracts/cnn.ts';

/** Images a step of the fixed schedule where none are asked for. */
const FIXED_BATCH = 40;

/** How many steps an epoch has, and of how many images. Epochs count from 0 here. */
export interface Schedule {
  /** Of each epoch. */
  readonly steps: Uint32Array<ArrayBuffer>;
  /** As the schedule has it: CnnSettings.batchSize goes before. */
  readonly batchSize: (epoch: number) => number;
}

/**
 * `article`: 48 epochs have 11,520 steps of 669,600 images in all, few and small at first, so that the first frames
 * show the first things learned.
 */
export function planSchedule(
  params: Pick<CnnParams, 'epochs' | 'schedule' | 'stepsPerEpoch'>,
): Schedule {
  const { epochs, schedule, stepsPerEpoch } = params;
  return schedule === 'article'
    ? {
        steps: Uint32Array.from({ length: epochs }, (_, epoch) => (2 * epoch + 1) * 5),
        batchSize: (epoch) => (Math.floor(epoch / 6) + 1) * 10,
      }
    : {
        steps: new Uint32Array(epochs).fill(stepsPerEpoch),
        batchSize: () => FIXED_BATCH,
      };
}
