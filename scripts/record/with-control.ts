import type { Progress, ProgressMessage } from '../../workers/contracts/control.ts';

/** Runs a long call of a worker's API in this process, with a control port: the signal goes in, progress comes out. */
export async function withControl<T>(
  signal: AbortSignal,
  onProgress: (progress: Progress) => void,
  call: (port: MessagePort) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const { port1, port2 } = new MessageChannel();
  const abort = (): void => {
    port1.postMessage({ type: 'abort' });
  };
  signal.addEventListener('abort', abort, { once: true });
  port1.onmessage = ({ data }: MessageEvent<ProgressMessage>) => {
    onProgress(data.progress);
  };
  try {
    return await call(port2);
  } finally {
    signal.removeEventListener('abort', abort);
    port1.close();
    port2.close();
  }
}
