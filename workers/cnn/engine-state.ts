import type { CnnParams, TrainingState } from '../contracts/cnn.ts';
import { WorkerError } from '../rpc/errors.ts';
import type { EngineState } from './engine.ts';
import type { ModelPlan } from './model.ts';

/** A state of weights (*borrowed*) that Adam has not yet touched. */
export function untouched({ size }: ModelPlan, weights: Float32Array): EngineState {
  const values = new Float32Array(3 * size);
  values.set(weights);
  return { steps: 0, values };
}

/** Puts together what an engine has read. *Borrows* the arrays. */
export function joinState(
  steps: number,
  weights: Float32Array,
  first: Float32Array,
  second: Float32Array,
): EngineState {
  const values = new Float32Array(3 * weights.length);
  [weights, first, second].forEach((part, i) => {
    values.set(part, i * weights.length);
  });
  return { steps, values };
}

/** Weights, first and second moments: views of `values`. */
export function partsOf({ values }: Pick<EngineState, 'values'>): {
  readonly weights: Float32Array;
  readonly first: Float32Array;
  readonly second: Float32Array;
} {
  const size = values.length / 3;
  return {
    weights: values.subarray(0, size),
    first: values.subarray(size, 2 * size),
    second: values.subarray(2 * size),
  };
}

/** @throws WorkerError `bad-model` for a state of another network, `bad-parameter` for one that this run does not come to */
export function checkState(
  { epoch, step, imagesSeen, engine }: TrainingState,
  { size }: ModelPlan,
  { epochs }: CnnParams,
): void {
  if (engine.values.length !== 3 * size) {
    throw new WorkerError(
      'bad-model',
      `The state to go on from is of a network of ${engine.values.length / 3} weights, and this one has ${size}: take the parameters that it was made with.`,
    );
  }
  if (epoch > epochs) {
    throw new WorkerError(
      'bad-parameter',
      `The state to go on from is that after epoch ${epoch}, and this run has ${epochs} epochs.`,
      { parameter: 'epochs' },
    );
  }
  const counts = [epoch, step, imagesSeen, engine.steps];
  if (counts.some((count) => !Number.isInteger(count) || count < 0)) {
    throw new WorkerError(
      'bad-parameter',
      `The state to go on from has counts of ${counts.join(', ')}, which must be whole numbers: it is damaged.`,
      { parameter: 'resumeFrom' },
    );
  }
}
