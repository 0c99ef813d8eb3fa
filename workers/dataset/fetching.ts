import { WorkerError } from '../rpc/errors.ts';
import type { Platform } from './platform.ts';

/**
 * Fetches a URL; resolves with a response that is `ok`. Throws `network` when there is no answer,
 * `http-status` when the answer is an error, the signal's reason on abort.
 */
export async function fetchOk(
  platform: Pick<Platform, 'fetch'>,
  url: string,
  signal: AbortSignal,
  init: RequestInit = {},
): Promise<Response> {
  let response: Response;
  try {
    response = await platform.fetch(url, { ...init, signal });
  } catch (thrown) {
    signal.throwIfAborted();
    const why = thrown instanceof Error ? ` (${thrown.message})` : '';
    throw new WorkerError(
      'network',
      `No answer from ${url}${why}. Check the connection, and that the server allows other origins to read it.`,
      { url },
    );
  }
  if (!response.ok) {
    await response.body?.cancel();
    throw new WorkerError('http-status', `The server answered ${response.status} for ${url}.`, {
      url,
      status: response.status,
    });
  }
  return response;
}

/**
 * Runs `attempt` again after a failure that may pass (no answer, a broken connection, a server
 * error), waiting `delays[i]` ms before retry i. Other errors are thrown at once.
 */
export async function withRetries<T>(
  attempt: () => Promise<T>,
  delays: readonly number[],
  signal: AbortSignal,
): Promise<T> {
  for (let retry = 0; ; retry++) {
    try {
      return await attempt();
    } catch (thrown) {
      signal.throwIfAborted();
      const delay = delays[retry];
      if (delay === undefined || !mayPass(thrown)) throw thrown;
      await pause(delay, signal);
    }
  }
}

function mayPass(thrown: unknown): boolean {
  if (!(thrown instanceof WorkerError)) return false;
  if (thrown.code === 'http-status') return Number(thrown.details['status']) >= 500;
  return ['network', 'truncated', 'checksum-mismatch'].includes(thrown.code);
}

function pause(delay: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const finish = (): void => {
      signal.removeEventListener('abort', abort);
      resolve();
    };
    const timer = setTimeout(finish, delay);
    const abort = (): void => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', abort, { once: true });
  });
}
