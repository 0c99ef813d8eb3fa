/** Has work done one piece after the other, in the order in which it came. */
export class Turns {
  private last: Promise<unknown> = Promise.resolve();

  /** Resolves and rejects as the work does. */
  take<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.last.then(work);
    this.last = result.catch(() => undefined); // whoever asked for it hears of it
    return result;
  }
}
