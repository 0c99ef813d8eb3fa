import type { KeptRun, KeptRuns } from '../../runs/kept-runs.ts';

/** Runs that are kept nowhere, for examples and tests. */
export class ScriptedRegistry implements Omit<KeptRuns, 'makeRoom'> {
  /** Resolves when the list was read for the first time. */
  readonly read: Promise<void>;
  /** What `remove` rejects with. */
  refusal: Error | undefined;
  private wasRead: (() => void) | undefined;
  private readonly listeners = new Set<() => void>();

  constructor(public runs: readonly KeptRun[]) {
    this.read = new Promise((resolve) => {
      this.wasRead = resolve;
    });
  }

  list(): Promise<readonly KeptRun[]> {
    // The element has it a moment later.
    setTimeout(() => this.wasRead?.());
    return Promise.resolve(this.runs);
  }

  rename(id: string, name: string): Promise<void> {
    this.runs = this.runs.map((run) => (run.id === id ? { ...run, name, named: true } : run));
    this.tell();
    return Promise.resolve();
  }

  remove(id: string): Promise<void> {
    if (this.refusal) return Promise.reject(this.refusal);
    this.runs = this.runs.filter((run) => run.id !== id);
    this.tell();
    return Promise.resolve();
  }

  room() {
    return Promise.resolve({ usage: 121_000_000, quota: 2_100_000_000 });
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** As when another tab has changed something. */
  tell(): void {
    for (const listener of this.listeners) listener();
  }
}
