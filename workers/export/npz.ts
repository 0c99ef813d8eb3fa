import { zipSync } from 'fflate';
import type { EmbeddingTable } from '../contracts/export.ts';

/** What numpy calls the types that we write. */
type Dtype = '<f4' | '|u1' | '<i4' | `<U${number}`;

/**
 * numpy's `.npz`: `embedding` (points, components) float32, `labels` (points) uint8, `class_names` (classes) str, `epoch` () int32.
 * Deflated, as `numpy.savez_compressed` does.
 */
export function embeddingNpz(table: EmbeddingTable): Uint8Array<ArrayBuffer> {
  const { embedding, components, labels, classNames, epoch } = table;
  const longest = Math.max(1, ...classNames.map((name) => Array.from(name).length));
  const files = {
    embedding: npy('<f4', [labels.length, components], bytesOf(embedding)),
    labels: npy('|u1', [labels.length], labels),
    class_names: npy(`<U${longest}`, [classNames.length], ucs4(classNames, longest)),
    epoch: npy('<i4', [], bytesOf(Int32Array.of(epoch))),
  };
  const entries = Object.entries(files).map(([name, bytes]) => [`${name}.npy`, bytes]);
  return zipSync(Object.fromEntries(entries) as Record<string, Uint8Array<ArrayBuffer>>, {
    level: 6,
  });
}

/** The format's version 1.0 (numpy/lib/format.py): the header is padded so that the data is aligned to 64 bytes. */
function npy(dtype: Dtype, shape: readonly number[], data: Uint8Array): Uint8Array<ArrayBuffer> {
  const tuple = shape.length === 1 ? `(${String(shape[0])},)` : `(${shape.join(', ')})`;
  const header = `{'descr': '${dtype}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const length = Math.ceil((10 + header.length + 1) / 64) * 64 - 10;
  const file = new Uint8Array(10 + length + data.length);
  file.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, length & 255, length >> 8]); // \x93NUMPY
  file.set(new TextEncoder().encode(`${header.padEnd(length - 1)}\n`), 10);
  file.set(data, 10 + length);
  return file;
}

/** As they lie in memory: little-endian on every machine that browsers run on. */
function bytesOf({ buffer, byteOffset, byteLength }: Float32Array | Int32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** Four bytes a character, zeros where a text is shorter. */
function ucs4(texts: readonly string[], length: number): Uint8Array {
  const points = new Int32Array(texts.length * length);
  texts.forEach((text, at) => {
    points.set(
      Array.from(text, (character) => character.codePointAt(0) ?? 0),
      at * length,
    );
  });
  return bytesOf(points);
}
