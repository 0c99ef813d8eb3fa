/** Counts what is done of a measurement and lets messages in: `if (pace.due()) await pace.pause()`. */
export interface Pace {
  done: number;
  due(): boolean;
  pause(): Promise<void>;
}
