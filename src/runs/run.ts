import type { Progress } from '../../workers/contracts/control.ts';
import type { ErrorData } from '../../workers/contracts/errors.ts';

/**
 * The states of a run:
 *
 *     idle ─start─► loading ─► preparing ─► running ◄─pause/resume─► paused
 *      ▲                                      │
 *      └──cancel── (any of them)              └─► done, or failed from anywhere
 *
 * A cancelled run is `idle` again and keeps what it recorded; `start` from any state begins anew.
 */
export type RunState = 'idle' | 'loading' | 'preparing' | 'running' | 'paused' | 'done' | 'failed';

export type { Progress, ErrorData };

/** What a run that is a recording is a recording of. */
export interface Recording {
  /** When the run began, ISO 8601, if that is known. */
  readonly recorded: string | undefined;
  /** Frames that it has by now, and those that are loaded as they were recorded. */
  readonly frames: number;
  readonly loaded: number;
  /** It is still being written. */
  readonly growing: boolean;
}

/** States in which work is going on or waiting to go on. */
export function isBusy(state: RunState): boolean {
  return state === 'loading' || state === 'preparing' || state === 'running' || state === 'paused';
}
