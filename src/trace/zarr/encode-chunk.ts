import { type ArraySpec, BYTES, type Row, rowLength } from './array-spec.ts';
import { gzip } from './gzip.ts';
import { Slices } from './slices.ts';
import type { Bytes } from './store.ts';

/**
 * A chunk's file: rows in the order and with the filters that `arrayMetadata` declares. *Borrows* rows. Rows that are
 * missing (not there yet, or past the end) are copies of the one before, which take no room.
 */
export async function encodeChunk(
  spec: ArraySpec,
  rows: readonly (Row | undefined)[],
): Promise<Bytes> {
  const all: Row[] = [];
  const empty = rows.find((row) => row !== undefined);
  for (let i = 0; i < spec.chunkRows; i++) {
    const row = rows[i] ?? all[i - 1] ?? empty;
    if (!row) throw new Error('A chunk without rows is not written.');
    all.push(row);
  }
  const slices = new Slices();
  const raw = spec.delta ? await deltas(spec, all, slices) : await plain(spec, all, slices);
  return gzip(raw);
}

/** Rows one after the other, each byte of a number in a plane of its own (numcodecs' `shuffle`). */
async function plain(spec: ArraySpec, rows: readonly Row[], slices: Slices): Promise<Bytes> {
  const bytes = BYTES[spec.dtype];
  const length = rowLength(spec);
  const plane = length * rows.length;
  const out = new Uint8Array(plane * bytes);
  for (const [index, row] of rows.entries()) {
    const source = new Uint8Array(row.buffer, row.byteOffset, row.byteLength);
    for (let byte = 0; byte < bytes; byte++) {
      const start = byte * plane + index * length;
      for (let i = 0; i < length; i++) out[start + i] = source[i * bytes + byte] ?? 0;
    }
    await slices.breathe();
  }
  return out;
}

/** Items of rows whose differences are made at a time: about 2 ms. */
const ITEMS = 8192;

/**
 * Fortran order: element (row r, item i, column c) is number r + R · (i + I · c). Differences of neighbours in that
 * order, modulo the type's size, and then the bytes in planes as in `plain`.
 */
async function deltas(spec: ArraySpec, rows: readonly Row[], slices: Slices): Promise<Bytes> {
  const [items = 0, columns = 0] = spec.rowShape;
  if (spec.rowShape.length !== 2) throw new Error('Differences are kept of rows of rank 2 only.');
  const bytes = BYTES[spec.dtype];
  const plane = items * columns * rows.length;
  const out = new Uint8Array(plane * bytes);
  let at = 0;
  let previous = 0;
  for (let c = 0; c < columns; c++) {
    for (let start = 0; start < items; start += ITEMS) {
      const end = Math.min(start + ITEMS, items) * columns;
      for (let k = start * columns + c; k < end; k += columns) {
        for (const row of rows) {
          const value = row[k] ?? 0;
          const difference = value - previous;
          out[at] = difference;
          if (bytes === 2) out[plane + at] = difference >> 8;
          previous = value;
          at += 1;
        }
      }
      await slices.breathe();
    }
  }
  return out;
}
