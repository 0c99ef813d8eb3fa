/** Has work done one piece after the other, in the order in which it was asked for; whoever asked for one that fails is told. */
export class Turns {
  private last: Promise<unknown> = Promise.resolve();

  /** Resolves and rejects as the work does. */
  take<T>(work: () => Promise<T>): Promise<T> {
    const result = this.last.then(work);
    this.last = result.catch(() => undefined); // whoever comes next has nothing to do with it
    return result;
  }
}
