import { type ArraySpec, arrayMetadata, type Row } from './array-spec.ts';
import { encodeChunk } from './encode-chunk.ts';
import { jsonBytes } from './json.ts';
import type { WritableStore } from './store.ts';

/** Writes an array that does not grow, in one chunk. *Borrows* the values; nothing is written of none. */
export async function writeWhole(
  store: WritableStore,
  {
    name,
    shape,
    ...of
  }: Pick<ArraySpec, 'name' | 'dimensions' | 'dtype'> & {
    readonly shape: readonly number[];
  },
  values: Row,
): Promise<void> {
  const [rows = 0, ...rowShape] = shape;
  if (values.length === 0) return;
  const spec: ArraySpec = { name, ...of, rowShape, chunkRows: rows };
  const { v3, v2, attributes } = arrayMetadata(spec, rows);
  const bytes = await encodeChunk({ ...spec, rowShape: shape, chunkRows: 1 }, [values]);
  await store.set(`${name}/${shape.map(() => 0).join('.')}`, bytes);
  await store.set(`${name}/.zarray`, jsonBytes(v2));
  await store.set(`${name}/.zattrs`, jsonBytes(attributes));
  await store.set(`${name}/zarr.json`, jsonBytes(v3));
}
