import { keptLock } from '../../src/trace/opfs/kept-folder.ts';

/**
 * Holds the lock of a run that is being written: until it is released, or this worker ends in any way, a crash and a closed tab
 * included. Others know by it that the run grows, and do not delete it. Without Web Locks nobody knows.
 * @returns what releases it; may be called twice
 */
export function holdKeptLock(id: string): Promise<() => void> {
  const { locks } = navigator as Partial<WorkerNavigator>;
  if (!locks) return Promise.resolve(() => undefined);
  return new Promise((resolve, reject) => {
    locks
      .request(
        keptLock(id),
        () =>
          new Promise<void>((release) => {
            resolve(release);
          }),
      )
      .catch(reject);
  });
}
