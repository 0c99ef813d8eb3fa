import type { ReportProgress } from '../../contracts/control.ts';
import { WorkerError } from '../../rpc/errors.ts';
import type { NamedStream } from './decoded.ts';

const GZIP_MAGIC = [0x1f, 0x8b];

/** A file's bytes in order, unzipped when it was gzipped. `stream` fails only with a `WorkerError`. */
export interface Bytes {
  readonly name: string;
  readonly stream: ReadableStream<Uint8Array>;
}

interface OpenOptions {
  readonly signal: AbortSignal;
  readonly report: ReportProgress;
  /** Bytes of other files already counted in this stage, and of all files together. */
  readonly done?: number | undefined;
  readonly total?: number | undefined;
}

/**
 * Opens a file that may be gzipped (told by its first two bytes, since servers rename and unpack).
 * *Takes* the stream. Reports stage `download` in bytes as they arrive, and stops on abort at once,
 * also while a read hangs.
 */
export async function openBytes(file: NamedStream, options: OpenOptions): Promise<Bytes> {
  const { signal } = options;
  let failure: WorkerError | undefined;
  const reader = file.stream.getReader();
  let done = options.done ?? 0;
  const total = options.total ?? file.bytes ?? 0;

  const read = async (): Promise<Uint8Array | undefined> => {
    try {
      signal.throwIfAborted();
      const { value } = await untilAborted(reader.read(), signal);
      if (value) {
        done += value.length;
        options.report({
          stage: 'download',
          done,
          total: Math.max(total, total && done),
          unit: 'bytes',
        });
      }
      return value;
    } catch (thrown) {
      reader.cancel(thrown).catch(() => undefined); // the source is given up either way
      throw (failure = sourceError(thrown, file.name));
    }
  };

  // Two bytes decide; a stream may deliver them one by one.
  let head: Uint8Array = new Uint8Array(0);
  let ended = false;
  while (head.length < GZIP_MAGIC.length && !ended) {
    const piece = await read();
    if (piece) head = concat([head, piece]);
    else ended = true;
  }
  const gzipped = GZIP_MAGIC.every((byte, i) => head[i] === byte);

  const plain = new ReadableStream<Uint8Array>({
    start(controller) {
      if (head.length > 0) controller.enqueue(head);
      if (ended) controller.close();
    },
    async pull(controller) {
      const piece = await read();
      if (piece) controller.enqueue(piece);
      else controller.close();
    },
    cancel: (reason) => reader.cancel(reason),
  });
  if (!gzipped) return { name: file.name, stream: plain };

  const unzipped = gunzip(plain).getReader();
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { value } = await unzipped.read();
        if (value) controller.enqueue(value);
        else controller.close();
      } catch (thrown) {
        throw failure ?? gzipError(thrown, file.name);
      }
    },
    cancel: (reason) => unzipped.cancel(reason),
  });
  return { name: file.name, stream };
}

/** Unzips a gzip stream. The cast: TypeScript types the writable side as BufferSource. */
export function gunzip(stream: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  const unzip = new DecompressionStream('gzip');
  return stream.pipeThrough(unzip as unknown as ReadableWritablePair<Uint8Array, Uint8Array>);
}

/** Reads a `Bytes` in pieces of a wanted size. */
export class ByteReader {
  private readonly reader: ReadableStreamDefaultReader<Uint8Array>;
  private piece = new Uint8Array(0) as Uint8Array;

  constructor(stream: ReadableStream<Uint8Array>) {
    this.reader = stream.getReader();
  }

  /** Fills `target` as far as the file goes; returns how many bytes it wrote. */
  async fill(target: Uint8Array): Promise<number> {
    let written = 0;
    while (written < target.length) {
      if (this.piece.length === 0 && !(await this.next())) break;
      const part = this.piece.subarray(0, target.length - written);
      target.set(part, written);
      written += part.length;
      this.piece = this.piece.subarray(part.length);
    }
    return written;
  }

  /** True at the end of the file. */
  async atEnd(): Promise<boolean> {
    return this.piece.length === 0 && !(await this.next());
  }

  /** Gives up the rest of the file. */
  async cancel(): Promise<void> {
    await this.reader.cancel().catch(() => undefined); // it is no longer wanted, broken or not
  }

  private async next(): Promise<boolean> {
    for (;;) {
      const { value } = await this.reader.read();
      if (!value) return false;
      if (value.length > 0) {
        this.piece = value;
        return true;
      }
    }
  }
}

export function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/** The promise, or a rejection with the signal's reason as soon as it fires. */
function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', abort);
    });
  });
}

function sourceError(thrown: unknown, name: string): WorkerError {
  if (thrown instanceof WorkerError) return thrown;
  if (thrown instanceof DOMException && thrown.name === 'AbortError') {
    return new WorkerError('aborted', 'The work was cancelled.');
  }
  return new WorkerError(
    'network',
    `The connection broke while ${name} was being read (${text(thrown)}). Try again.`,
    { url: name },
  );
}

function gzipError(thrown: unknown, name: string): WorkerError {
  const code = (thrown as { code?: unknown } | null)?.code;
  if (code === 'Z_BUF_ERROR' || /truncated|unexpected end/i.test(text(thrown))) {
    return new WorkerError(
      'truncated',
      `${name} ends in the middle of its gzip stream. Fetch the file again.`,
      { file: name },
    );
  }
  return new WorkerError(
    'wrong-format',
    `${name} is not a sound gzip file (${text(thrown)}). Fetch the file again.`,
    { file: name },
  );
}

function text(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
