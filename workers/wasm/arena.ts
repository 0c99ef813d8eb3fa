import { WorkerError } from '../rpc/errors.ts';

/** Bytes of a WebAssembly page. */
const PAGE = 65536;
/** Allocations begin on a cache line, so that two threads never write to the same one by accident. */
const ALIGNMENT = 64;
const MEGABYTE = 1e6;

/**
 * A bump allocator over one WebAssembly.Memory. *Owns* the memory; what it hands out are addresses, valid
 * until the `release` of a mark set before them.
 *
 * Memory only ever grows, so a stage that needs much should have an arena of its own and drop it.
 * Growth detaches views of a memory that is not shared: make views when needed (`f32(address, length)` …)
 * and use them before the next `allocate`; never keep them.
 *
 * Limits: 4 GiB, or `maximumPages`. Fresh memory is zero; after `release` it holds what was there.
 */
export class Arena {
  private top: number;
  private peakTop: number;

  constructor(
    readonly memory: WebAssembly.Memory,
    /** First byte that no static data of the module uses. */
    base: number,
    private readonly maximumPages: number,
  ) {
    this.top = align(base);
    this.peakTop = this.top;
  }

  /** Most bytes that were ever in use at once. */
  get peakBytes(): number {
    return this.peakTop;
  }

  /**
   * Address of `bytes` bytes, 64-byte aligned.
   * @throws WorkerError `out-of-memory`, with `details.needed` and `details.available` in bytes
   */
  allocate(bytes: number): number {
    const address = this.top;
    const end = align(address + bytes);
    const pages = Math.ceil(end / PAGE) - this.memory.buffer.byteLength / PAGE;
    if (pages > 0) this.grow(pages, end);
    this.top = end;
    this.peakTop = Math.max(this.peakTop, end);
    return address;
  }

  /** As `allocate`, and filled with zeros. */
  allocateZeroed(bytes: number): number {
    const address = this.allocate(bytes);
    this.u8(address, bytes).fill(0);
    return address;
  }

  /** Address of a copy of `array` (borrowed). */
  put(array: Uint8Array | Int32Array | Uint32Array | Float32Array | Float64Array): number {
    const address = this.allocate(array.byteLength);
    this.u8(address, array.byteLength).set(
      new Uint8Array(array.buffer, array.byteOffset, array.byteLength),
    );
    return address;
  }

  /** Remembers the state; `release(mark)` frees everything allocated since. */
  mark(): number {
    return this.top;
  }

  release(mark: number): void {
    this.top = mark;
  }

  u8(address: number, length: number): Uint8Array {
    return new Uint8Array(this.memory.buffer, address, length);
  }

  i16(address: number, length: number): Int16Array {
    return new Int16Array(this.memory.buffer, address, length);
  }

  i32(address: number, length: number): Int32Array {
    return new Int32Array(this.memory.buffer, address, length);
  }

  u32(address: number, length: number): Uint32Array {
    return new Uint32Array(this.memory.buffer, address, length);
  }

  f32(address: number, length: number): Float32Array {
    return new Float32Array(this.memory.buffer, address, length);
  }

  f64(address: number, length: number): Float64Array {
    return new Float64Array(this.memory.buffer, address, length);
  }

  /** A copy outside of the memory, which outlives it and may be transferred. */
  copyI32(address: number, length: number): Int32Array<ArrayBuffer> {
    return new Int32Array(this.i32(address, length));
  }

  copyF32(address: number, length: number): Float32Array<ArrayBuffer> {
    return new Float32Array(this.f32(address, length));
  }

  /** What there is, of `pages` more that are not: the run is over, so that it may all be taken. In bytes. */
  private growAsFarAsPossible(pages: number): number {
    for (let step = pages >> 1; step > 0; step >>= 1) {
      try {
        this.memory.grow(step);
      } catch {
        // Half of it may still be there.
      }
    }
    return this.memory.buffer.byteLength;
  }

  private grow(pages: number, end: number): void {
    try {
      this.memory.grow(pages);
    } catch {
      const available = this.growAsFarAsPossible(pages);
      throw new WorkerError(
        'out-of-memory',
        `The computation needs ${(end / MEGABYTE).toFixed(0)} MB, and the browser gives it ` +
          `${(available / MEGABYTE).toFixed(0)} MB. Take fewer points.`,
        { needed: end, available, maximum: this.maximumPages * PAGE },
      );
    }
  }
}

function align(address: number): number {
  return Math.ceil(address / ALIGNMENT) * ALIGNMENT;
}

/** Most bytes that a shared memory reserves; browsers for small devices give less. */
const SHARED_MAXIMUM = 2 ** 31;
/** Smallest maximum worth trying. */
const SHARED_MINIMUM = 2 ** 26;

/**
 * A memory of one page. A shared one must name its maximum, which some browsers reserve at once: the
 * largest power of two that is granted.
 * @throws WorkerError `out-of-memory`
 */
export function createMemory(shared: boolean): { memory: WebAssembly.Memory; maximum: number } {
  if (!shared) {
    const maximum = 65536;
    return { memory: new WebAssembly.Memory({ initial: 1 }), maximum };
  }
  for (let bytes = SHARED_MAXIMUM; ; bytes /= 2) {
    try {
      const maximum = bytes / PAGE;
      return { memory: new WebAssembly.Memory({ initial: 1, maximum, shared }), maximum };
    } catch {
      if (bytes > SHARED_MINIMUM) continue;
      throw new WorkerError(
        'out-of-memory',
        `The browser does not give ${bytes / MEGABYTE} MB of shared memory. Close other tabs.`,
        { needed: bytes },
      );
    }
  }
}
