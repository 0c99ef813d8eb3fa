import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { openUmapTrace } from '../../src/trace/zarr/open-trace.ts';
import { MemoryStore } from '../../src/trace/zarr/store.ts';
import { umapFrames, umapTraceInfo } from '../../src/trace/zarr/testing/traces.ts';
import { UmapTraceWriter } from '../../src/trace/zarr/trace-writer.ts';
import { check } from './check.ts';

const POINTS = 30;
const FRAMES = 40;
const frames = umapFrames(FRAMES, POINTS);

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** Serves what `answer` sends, and tells its address. */
async function serve(answer: (key: string, response: ServerResponse) => void): Promise<string> {
  server = createServer(({ url = '/' }, response) => {
    answer(url.replace(/^\/run\.zarr\//, ''), response);
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/run.zarr`;
}

function send(store: MemoryStore, key: string, response: ServerResponse): void {
  const bytes = store.files.get(key);
  response.writeHead(bytes ? 200 : 404);
  response.end(bytes);
}

async function begun(count: number) {
  const store = new MemoryStore();
  const writer = await UmapTraceWriter.create(store, umapTraceInfo(POINTS, 2, FRAMES - 1), {
    expectedFrames: FRAMES,
  });
  for (const frame of frames.slice(0, count)) await writer.append(frame);
  await writer.flush();
  return { store, writer };
}

async function finished(): Promise<MemoryStore> {
  const { store, writer } = await begun(FRAMES);
  await writer.finish();
  return store;
}

describe('a trace on a web server', () => {
  it('is read by plain GETs', async () => {
    const store = await finished();
    const url = await serve((key, response) => {
      send(store, key, response);
    });
    const { trace, loaded } = await openUmapTrace(url);
    await loaded;
    expect(trace.frames.length).toBe(FRAMES);
    const lines: string[] = [];
    expect(await check(url, (line) => lines.push(line))).toBe(true);
  });

  it('is read from a host that gzips everything, and from one that takes our gzip for its own', async () => {
    const store = await finished();
    let mode = 'twice';
    const url = await serve((key, response) => {
      const bytes = store.files.get(key);
      const packed = key.endsWith('.json') || mode === 'twice' ? gzipSync(bytes ?? '') : bytes;
      response.writeHead(bytes ? 200 : 404, { 'content-encoding': 'gzip' });
      response.end(bytes && packed);
    });
    for (mode of ['twice', 'once']) {
      const { trace, loaded } = await openUmapTrace(url);
      await loaded;
      expect(trace.frames.length, mode).toBe(FRAMES);
    }
  });

  it('is read from a host that sends its first page in place of what is not there', async () => {
    const store = await finished();
    for (const key of [...store.files.keys()])
      if (key.startsWith('preview')) store.files.delete(key);
    const url = await serve((key, response) => {
      if (store.files.has(key)) {
        send(store, key, response);
        return;
      }
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end('<!doctype html><title>The first page</title>');
    });
    const { trace, loaded } = await openUmapTrace(url);
    await loaded;
    expect(trace.frames.length).toBe(FRAMES);
    await expect(openUmapTrace(url.replace('run', 'other'))).rejects.toThrow();
  });

  it('is not there, is forbidden, or its server is down: each has its sentence', async () => {
    let status = 404;
    const url = await serve((_, response) => {
      response.writeHead(status);
      response.end();
    });
    await expect(openUmapTrace(url)).rejects.toMatchObject({
      code: 'http-status',
      details: { status: 404 },
    });
    await expect(openUmapTrace(`${url}.zip`)).rejects.toMatchObject({ code: 'http-status' });
    status = 403;
    await expect(openUmapTrace(url)).rejects.toThrow(/answered 403/);
    server?.closeAllConnections();
    server?.close();
    await expect(openUmapTrace(url)).rejects.toMatchObject({ code: 'network' });
  });

  it('is followed while it is written, also through a server that fails now and then', async () => {
    const { store, writer } = await begun(20);
    let asked = 0;
    const url = await serve((key, response) => {
      if (key === 'zarr.json' && ++asked % 3 === 2) response.writeHead(503).end();
      else send(store, key, response);
    });
    const { trace, loaded } = await openUmapTrace(url, { pollMs: 5 });
    const arrived = (count: number) =>
      new Promise<void>((resolve) => {
        const look = (): void => {
          if (trace.frames.length >= count) resolve();
        };
        trace.addEventListener('append', look);
        look();
      });
    await arrived(20);
    expect([trace.closed, trace.expectedFrames]).toEqual([false, FRAMES]);
    for (const frame of frames.slice(20, 27)) await writer.append(frame);
    await writer.flush();
    await arrived(27);
    for (const frame of frames.slice(27)) await writer.append(frame);
    await writer.finish();
    await loaded;
    expect(trace.frames.map(({ epoch }) => epoch)).toEqual(frames.map(({ epoch }) => epoch));
    expect(trace.closed).toBe(true);
  });

  it('keeps its frames when it is given up while it is followed', async () => {
    const { store } = await begun(20);
    const url = await serve((key, response) => {
      send(store, key, response);
    });
    const controller = new AbortController();
    const { trace, loaded } = await openUmapTrace(url, { pollMs: 5, signal: controller.signal });
    setTimeout(() => {
      controller.abort();
    }, 100);
    await expect(loaded).rejects.toThrow(/abort/i);
    expect([trace.frames.length, trace.closed]).toEqual([20, true]);
  });

  it('may be another one all of a sudden', async () => {
    const { store } = await begun(20);
    const other = (await begun(3)).store;
    let files = store;
    const url = await serve((key, response) => {
      send(files, key, response);
    });
    const { loaded } = await openUmapTrace(url, { pollMs: 5 });
    files = other;
    await expect(loaded).rejects.toThrow(/Another recording has taken the place/);
  });
});
