import { afterEach, describe, expect, it } from 'vitest';
import type { Progress } from '../../workers/contracts/control.ts';
import workerUrl from '../../workers/rpc/probe.worker.ts?worker&url';
import { Connection } from './connection.ts';
import type { UnderhoodError } from './errors.ts';

/** The shape of workers/rpc/probe.worker.ts. */
interface ProbeApi {
  echo(value: unknown): Promise<unknown>;
  refuse(): Promise<never>;
  crash(): Promise<never>;
  count(total: number, control: MessagePort): Promise<number>;
  hang(control: MessagePort): Promise<never>;
  die(): Promise<never>;
}

const open: Connection<ProbeApi>[] = [];

function connect(url = workerUrl): Connection<ProbeApi> {
  const connection = new Connection<ProbeApi>(url, 'probe');
  open.push(connection);
  return connection;
}

afterEach(() => {
  for (const connection of open.splice(0)) connection.terminate();
});

const failure = (call: Promise<unknown>): Promise<UnderhoodError> =>
  call.then(
    () => {
      throw new Error('It should have failed.');
    },
    (error: unknown) => error as UnderhoodError,
  );

describe('a connection to a worker', () => {
  it('brings values there and back', async () => {
    expect(await connect().call((api) => api.echo({ a: [1, 2] }))).toEqual({ a: [1, 2] });
  });

  it('brings errors back as a class, with their code and details', async () => {
    const error = await failure(connect().call((api) => api.refuse()));
    expect(error).toMatchObject({
      name: 'UnderhoodError',
      code: 'bad-parameter',
      message: 'points is 3; it must be at least 16.',
      details: { parameter: 'points' },
    });
  });

  it('names a defect in the worker as one', async () => {
    const error = await failure(connect().call((api) => api.crash()));
    expect(error.code).toBe('internal');
    expect(error.message).toContain('x is not a function');
  });

  it('brings progress while the work goes on, in order', async () => {
    const seen: Progress[] = [];
    // Long enough for several reports: the last may be overtaken by the result.
    const total = 5_000_000;
    const call = connect().longCall((api, control) => api.count(total, control), {
      signal: new AbortController().signal,
      onProgress: (progress) => seen.push(progress),
    });
    expect(await call).toBe(total);
    expect(seen[0]).toEqual({ stage: 'count', done: 1, total, unit: 'numbers' });
    expect(seen.length).toBeGreaterThan(1);
    const done = seen.map((progress) => progress.done);
    expect(done).toEqual([...done].sort((x, y) => x - y));
  });

  it('stops the work in the worker on abort, and the worker stays usable', async () => {
    const connection = connect();
    const controller = new AbortController();
    let last = 0;
    const call = connection.longCall(
      (api, control) => api.count(Number.MAX_SAFE_INTEGER, control),
      {
        signal: controller.signal,
        onProgress: ({ done }) => {
          last = done;
          controller.abort();
        },
      },
    );
    expect((await failure(call)).code).toBe('aborted');
    expect(last).toBeGreaterThan(0);
    expect(await connection.call((api) => api.echo(1))).toBe(1);
  });

  it('rejects at once on abort, even if the worker never listens again', async () => {
    const connection = connect();
    await connection.call((api) => api.echo(1));
    const controller = new AbortController();
    const call = connection.longCall((api, control) => api.hang(control), {
      signal: controller.signal,
    });
    controller.abort();
    expect((await failure(call)).code).toBe('aborted');
  });

  it('refuses a call that was cancelled before it began', async () => {
    const call = connect().longCall((api, control) => api.count(1, control), {
      signal: AbortSignal.abort(),
    });
    expect((await failure(call)).code).toBe('aborted');
  });

  it('rejects calls in flight when the worker dies without a word', async () => {
    const connection = connect();
    const error = await failure(connection.call((api) => api.die()));
    expect(error.code).toBe('worker-died');
    expect(error.message).toContain('probe worker');
    expect(connection.closed).toBe(true);
    expect((await failure(connection.call((api) => api.echo(1)))).code).toBe('worker-died');
  });

  it('rejects when the script cannot be loaded', async () => {
    const error = await failure(connect('/no/such/worker.js').call((api) => api.echo(1)));
    expect(error.code).toBe('worker-died');
  });

  it('rejects what is in flight when it is terminated, and may be terminated twice', async () => {
    const connection = connect();
    const call = failure(connection.call((api) => api.die()));
    connection.terminate();
    connection.terminate();
    expect((await call).code).toBe('aborted');
  });
});
