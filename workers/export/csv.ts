import type { EmbeddingTable } from '../contracts/export.ts';

const AXES = ['x', 'y', 'z'];

/** A row a point, in the dataset's order: `x,y[,z],label,class`. Numbers are as short as float32 allows. */
export function embeddingCsv(table: EmbeddingTable): Uint8Array<ArrayBuffer> {
  const { embedding, components, labels } = table;
  const names = table.classNames.map(csvField);
  const rows = [[...AXES.slice(0, components), 'label', 'class'].join(',')];
  labels.forEach((label, index) => {
    const row: (string | number)[] = [];
    for (let axis = 0; axis < components; axis++) {
      row.push(shortest(embedding[index * components + axis] ?? NaN));
    }
    row.push(label, names[label] ?? '');
    rows.push(row.join(','));
  });
  return new TextEncoder().encode(`${rows.join('\r\n')}\r\n`);
}

/** RFC 4180. */
function csvField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The fewest digits that are read back as the same float32: 9 always do. */
function shortest(value: number): string {
  for (let digits = 6; digits < 9; digits++) {
    const text = value.toPrecision(digits);
    if (Math.fround(Number(text)) === value) return String(Number(text));
  }
  return String(Number(value.toPrecision(9)));
}
