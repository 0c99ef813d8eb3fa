/** A thread of a pool (pool.ts): instantiates the kernels that it is told to, and takes its share of jobs. */
import {
  ARGUMENT_COUNT,
  ARGUMENTS_OFFSET,
  CHUNK,
  CONTEXT,
  FAILED,
  GENERATION,
  KERNEL,
  MAX_ARGUMENTS,
  NEXT,
  RELEASE,
  RUNNING,
  THREADS,
  TOTAL,
  type AttachedMessage,
  type AttachMessage,
} from './thread-protocol.ts';

type Kernel = (...args: number[]) => void;

/** Kernels of each context, in the order of the module's exports. */
const contexts = new Map<number, Kernel[]>();

globalThis.onmessage = ({ data }: MessageEvent<AttachMessage>) => {
  attach(data).then(
    () => {
      answer({ attached: true });
      work(data);
    },
    (error: unknown) => {
      answer({ attached: false, reason: String(error) });
    },
  );
};

function answer(message: AttachedMessage): void {
  globalThis.postMessage(message);
}

async function attach({ add, drop }: AttachMessage): Promise<void> {
  if (drop !== null) contexts.delete(drop);
  if (add === null) return;
  const { id, module, memory } = add;
  const instance = await WebAssembly.instantiate(module, { env: { memory } });
  const names = WebAssembly.Module.exports(module).map(({ name }) => name);
  contexts.set(
    id,
    names.map((name) => instance.exports[name] as Kernel),
  );
}

function work({ control: buffer, thread, generation }: AttachMessage): void {
  const control = new Int32Array(buffer, 0, ARGUMENTS_OFFSET / 4);
  const args = new Float64Array(buffer, ARGUMENTS_OFFSET, MAX_ARGUMENTS);
  let seen = generation;
  for (;;) {
    Atomics.wait(control, GENERATION, seen);
    const now = Atomics.load(control, GENERATION);
    if (now === seen) continue;
    seen = now;
    const released = Atomics.load(control, KERNEL) === RELEASE;
    const takesPart = !released && thread < Atomics.load(control, THREADS);
    if (takesPart) runJob(control, args, thread);
    Atomics.sub(control, RUNNING, 1);
    Atomics.notify(control, RUNNING);
    if (released) return;
  }
}

function runJob(control: Int32Array, args: Float64Array, thread: number): void {
  const total = Atomics.load(control, TOTAL);
  const chunk = Atomics.load(control, CHUNK);
  try {
    const kernel = contexts.get(Atomics.load(control, CONTEXT))?.[Atomics.load(control, KERNEL)];
    if (!kernel) throw new Error('This thread does not have the kernel.');
    const rest = [...args.subarray(0, Atomics.load(control, ARGUMENT_COUNT))];
    for (;;) {
      const begin = Atomics.add(control, NEXT, chunk);
      if (begin >= total) return;
      kernel(begin, Math.min(begin + chunk, total), thread, ...rest);
    }
  } catch {
    Atomics.store(control, FAILED, thread);
    Atomics.store(control, NEXT, total);
  }
}
