/** One line on a terminal that is overwritten while work goes on; plain lines elsewhere. */
export interface StatusLine {
  /** Replaces the current status. Shown on terminals only, at most ten times a second. */
  update(text: string): void;
  /** Writes a line that stays. */
  line(text: string): void;
}

/** Time between two updates, ms. */
const INTERVAL = 100;
const CLEAR = '\r\u001b[K';

export function createStatusLine(
  stream: Pick<NodeJS.WriteStream, 'write'> & { readonly isTTY?: boolean },
): StatusLine {
  let last = -Infinity;
  return {
    update(text) {
      const now = performance.now();
      if (!stream.isTTY || now - last < INTERVAL) return;
      last = now;
      stream.write(CLEAR + text);
    },
    line(text) {
      stream.write(`${stream.isTTY ? CLEAR : ''}${text}\n`);
    },
  };
}
