import { WorkerError } from '../rpc/errors.ts';

/** Rejects a `points` that is no positive whole number; undefined means all and is fine. */
export function checkPoints(points: number | undefined): void {
  if (points === undefined || (Number.isInteger(points) && points > 0)) return;
  throw new WorkerError(
    'bad-parameter',
    `points is ${points}; it must be a whole number, 1 or more.`,
    { parameter: 'points', value: points },
  );
}

/**
 * How many images to take of a split that has `available`: `points`, or all when undefined.
 * Throws `bad-parameter` with both numbers when there are not so many. `what` names the split.
 */
export function takeCount(points: number | undefined, available: number, what: string): number {
  checkPoints(points);
  if (points === undefined) return available;
  if (points <= available) return points;
  throw new WorkerError(
    'bad-parameter',
    `points is ${points}, but ${what} has only ${available} images. Ask for ${available} or fewer.`,
    { parameter: 'points', value: points, available },
  );
}
