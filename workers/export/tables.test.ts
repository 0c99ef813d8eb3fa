import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EmbeddingTable } from '../contracts/export.ts';
import { embeddingCsv } from './csv.ts';
import { embeddingNpz } from './npz.ts';

const TABLE: EmbeddingTable = {
  embedding: Float32Array.of(1.5, -2.25, 0.1, 1e-7, 123456.79, NaN),
  components: 2,
  labels: Uint8Array.of(0, 2, 1),
  classNames: ['T-shirt/top', 'Überwurf, lang', 'say "🐈"'],
  epoch: 37,
};

const THREE: EmbeddingTable = {
  ...TABLE,
  ...{ embedding: Float32Array.from({ length: 9 }, (_, at) => Math.sin(at)), components: 3 },
};

const PYTHON = '/usr/bin/python3';
const hasNumpy = spawnSync(PYTHON, ['-c', 'import numpy']).status === 0;

/** What numpy reads; 9 digits tell every float32 from every other. */
const READ = `
import json, sys, numpy
with numpy.load(sys.argv[1], allow_pickle=False) as f:
    e = f['embedding']
    print(json.dumps({
        'files': sorted(f.files), 'dtypes': [str(f[n].dtype) for n in sorted(f.files)], 'shape': e.shape,
        'embedding': ['%.9g' % v for v in e.ravel()], 'labels': f['labels'].tolist(),
        'class_names': f['class_names'].tolist(), 'epoch': int(f['epoch'])}))
`;

function readWithNumpy(bytes: Uint8Array): Record<string, unknown> {
  const folder = mkdtempSync(join(tmpdir(), 'underhood-npz-'));
  try {
    const file = join(folder, 'embedding.npz');
    writeFileSync(file, bytes);
    const { status, stdout, stderr } = spawnSync(PYTHON, ['-c', READ, file], { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    return JSON.parse(stdout) as Record<string, unknown>;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('an embedding as npz', () => {
  it.skipIf(!hasNumpy).each([
    ['two', TABLE],
    ['three', THREE],
  ])('is what numpy reads, in %s components, bit by bit', (_, table) => {
    const { embedding, ...read } = readWithNumpy(embeddingNpz(table));
    expect(read).toEqual({
      files: ['class_names', 'embedding', 'epoch', 'labels'],
      dtypes: ['<U14', 'float32', 'int32', 'uint8'],
      shape: [3, table.components],
      labels: [0, 2, 1],
      class_names: table.classNames,
      epoch: 37,
    });
    const values = (embedding as string[]).map((text) => Math.fround(Number(text)));
    expect(values).toEqual([...table.embedding]);
  });
});

describe('an embedding as CSV', () => {
  const linesOf = (table: EmbeddingTable) =>
    new TextDecoder().decode(embeddingCsv(table)).split('\r\n');

  it('has a row a point, in their order, with fields quoted where they must be', () => {
    expect(linesOf(TABLE)).toEqual([
      'x,y,label,class',
      '1.5,-2.25,0,T-shirt/top',
      '0.1,1e-7,2,"say ""🐈"""',
      '123456.79,NaN,1,"Überwurf, lang"',
      '',
    ]);
  });

  it('has a third column for a third component, and loses no bit', () => {
    const [head, ...rows] = linesOf(THREE);
    expect(head).toBe('x,y,z,label,class');
    const read = rows.slice(0, 3).flatMap((row) => row.split(',').slice(0, 3));
    expect(read.map((text) => Math.fround(Number(text)))).toEqual([...THREE.embedding]);
  });
});
