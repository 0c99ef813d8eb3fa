import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCnnTrace, openUmapTrace } from '../../src/trace/zarr/open-trace.ts';
import {
  cnnFrame,
  cnnTraceInfo,
  umapFrames,
  umapTraceInfo,
} from '../../src/trace/zarr/testing/traces.ts';
import { CnnTraceWriter, UmapTraceWriter } from '../../src/trace/zarr/trace-writer.ts';
import { check } from './check.ts';
import { FolderStore } from './folder-store.ts';

/** Debian's python3 has the zarr package; a Python found earlier on PATH may not. */
const PYTHON = process.env['PYTHON'] ?? '/usr/bin/python3';
const missing = spawnSync(PYTHON, ['-c', 'import zarr']).status !== 0;
if (missing) {
  process.stderr.write(
    `traces are not tried with Python: ${PYTHON} has no zarr (apt-get install python3-zarr; or set PYTHON).\n`,
  );
}

interface Found {
  readonly attributes: Record<string, unknown>;
  readonly dimensions: Record<string, string[]>;
  readonly values: Record<string, unknown[]>;
}

function python(script: string, ...args: string[]): string {
  const path = fileURLToPath(new URL(`testing/${script}`, import.meta.url));
  return execFileSync(PYTHON, [path, ...args], { encoding: 'utf8', maxBuffer: 1e8 });
}

function flat(values: unknown): number[] {
  return ([values].flat(Infinity) as (number | null)[]).map((value) => value ?? NaN);
}

describe.skipIf(missing)('a trace and Zarr for Python', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'underhood-trace-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it.each([8, 12, 16, 'exact'] as const)(
    'reads our UMAP trace (%s) as we do',
    async (embedding) => {
      const store = new FolderStore(join(folder, `umap-${embedding}.zarr`));
      const info = umapTraceInfo(50, 2, 40);
      const options = { expectedFrames: 41, embedding, preview: true };
      const writer = await UmapTraceWriter.create(store, info, options);
      for (const frame of umapFrames(37, 50)) await writer.append(frame);
      await writer.finish();

      const { trace, loaded } = await openUmapTrace(store);
      await loaded;
      const found = JSON.parse(
        python('read_trace.py', store.name, 'embedding', 'labels', 'preview'),
      ) as Found;
      expect(found.attributes).toMatchObject({ kind: 'umap', frames: 37, seed: 42 });
      expect(found.dimensions['embedding']).toEqual(['frame', 'point', 'component']);
      expect(found.values['labels']).toEqual([...info.labels]);
      expect(found.values['preview']?.length).toBe(5);
      const ours = trace.frames.flatMap((frame) => [...frame.embedding]);
      const theirs = flat(found.values['embedding']);
      expect(theirs.length).toBe(ours.length);
      expect(Math.max(...ours.map((x, i) => Math.abs(x - (theirs[i] ?? NaN))))).toBeLessThan(1e-6);
    },
  );

  it('reads our CNN’s trace as we do', async () => {
    const store = new FolderStore(join(folder, 'cnn.zarr'));
    const writer = await CnnTraceWriter.create(store, cnnTraceInfo(19), { expectedFrames: 20 });
    await writer.watch({ id: 0, title: '', kernelLayer: 0, activationLayer: 0 });
    for (let epoch = 0; epoch < 20; epoch++) await writer.append(cnnFrame(epoch));
    await writer.finish();
    const { trace, loaded } = await openCnnTrace(store);
    await loaded;
    const names = ['kernels', 'activations', 'metrics', 'probabilities', 'confusion'];
    const found = JSON.parse(python('read_trace.py', store.name, ...names)) as Found;
    const ours: Record<string, number[]> = {
      kernels: trace.frames.flatMap(({ view }) => [...view.kernels]),
      activations: trace.frames.flatMap(({ view }) => [...view.activations]),
      metrics: trace.frames.flatMap(({ metrics }) => Object.values(metrics) as number[]),
      probabilities: trace.frames.flatMap(({ probabilities }) => [...probabilities]),
      confusion: trace.frames.flatMap(({ confusion }) => [...confusion]),
    };
    for (const name of names) {
      const theirs = flat(found.values[name]);
      expect(theirs.length, name).toBe(ours[name]?.length);
      for (const [i, value] of (ours[name] ?? []).entries()) {
        const same = Number.isNaN(value) && Number.isNaN(theirs[i]);
        if (!same) expect(theirs[i], `${name} ${i}`).toBeCloseTo(value, 5);
      }
    }
    expect(found.dimensions['kernels']).toEqual(['frame', 'height', 'width', 'channel', 'filter']);
  });

  it('writes a trace of version 2 that we read', async () => {
    const path = join(folder, 'theirs.zarr');
    python('write_trace.py', path);
    const { trace, loaded } = await openUmapTrace(new FolderStore(path));
    await loaded;
    expect(trace.frames.length).toBe(12);
    expect(trace.info).toMatchObject({
      points: 40,
      components: 2,
      engine: { engine: 'umap-learn' },
    });
    expect([...trace.info.labels.slice(0, 4)]).toEqual([0, 1, 2, 0]);
    const expected = Float32Array.from({ length: 80 }, (_, i) => 7 + i / 7);
    for (const [i, x] of (trace.frames[7]?.embedding ?? []).entries()) {
      expect(x).toBeCloseTo(expected[i] ?? NaN, 5);
    }
    const lines: string[] = [];
    expect(await check(path, (line) => lines.push(line))).toBe(true);
    expect(lines.join('\n')).toMatch(/umap-learn on CPU[^]*12 of 12 frames[^]*whole recording/);
  });
});
