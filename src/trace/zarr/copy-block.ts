/** Numbers in an array of any rank: element (i, j, …) is at offset + i · stride[0] + j · stride[1] + … */
interface Strided<Data> {
  readonly data: Data;
  readonly offset: number;
  readonly stride: readonly number[];
}

/** Copies a block of that shape from one array into another. */
export function copyBlock(
  shape: readonly number[],
  from: Strided<ArrayLike<number>>,
  to: Strided<Record<number, number>>,
): void {
  const [length = 1, inner = 1, ...deeper] = shape;
  if (deeper.length > 0) {
    for (let i = 0; i < length; i++) copyBlock(shape.slice(1), entry(from, i), entry(to, i));
    return;
  }
  const [fromOuter = 0, fromInner = 0] = from.stride;
  const [toOuter = 0, toInner = 0] = to.stride;
  for (let i = 0; i < length; i++) {
    let source = from.offset + i * fromOuter;
    let target = to.offset + i * toOuter;
    for (let j = 0; j < inner; j++) {
      to.data[target] = from.data[source] ?? 0;
      source += fromInner;
      target += toInner;
    }
  }
}

function entry<Data>({ data, offset, stride }: Strided<Data>, index: number): Strided<Data> {
  return { data, offset: offset + index * (stride[0] ?? 0), stride: stride.slice(1) };
}
