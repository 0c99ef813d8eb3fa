import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { downloadOfficial } from './download.ts';
import { cifar10, type Recipe } from './recipes.ts';

const body = Buffer.from(Array.from({ length: 50_000 }, (_, i) => (i * i) % 256));
let cache: string;
const servers: Server[] = [];

beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'download-'));
});
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
  await rm(cache, { recursive: true });
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}
const recipe = (...addresses: string[]): Recipe => ({
  ...cifar10,
  files: [
    {
      name: 'data.bin',
      algorithm: 'sha256',
      digest: createHash('sha256').update(body).digest('hex'),
    },
  ],
  addresses,
});
/** Patience is short only where a test is about it: a busy machine answers late. */
const download = (from: Recipe, patience = 10_000) =>
  downloadOfficial(from, {
    cache,
    log: () => undefined,
    onProgress: () => undefined,
    answerWithin: patience,
    stallAfter: patience,
  });
const stored = () => readFile(join(cache, 'cifar-10/data.bin'));
const good: RequestListener = (_request, response) => response.end(body);

describe('downloadOfficial', () => {
  it('fetches, verifies and keeps the files', async () => {
    let requests = 0;
    const address = await serve((request, response) => {
      requests++;
      good(request, response);
    });
    const source = await download(recipe(address));
    expect(source.files['data.bin']).toBe(join(cache, 'cifar-10/data.bin'));
    expect(await stored()).toEqual(body);
    const before = requests;
    await download(recipe(address));
    expect(requests).toBe(before);
  });

  it('goes on where a broken download stopped', async () => {
    const ranges: (string | undefined)[] = [];
    const address = await serve((request, response) => {
      if (request.method === 'HEAD') return response.end();
      ranges.push(request.headers.range);
      const start = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
      if (start > 0) {
        response.writeHead(206, {
          'Content-Range': `bytes ${start}-${body.length - 1}/${body.length}`,
        });
        return response.end(body.subarray(start));
      }
      response.writeHead(200, { 'Content-Length': body.length });
      return response.write(body.subarray(0, 20_000), () =>
        setTimeout(() => response.destroy(), 20),
      );
    });
    await download(recipe(address));
    expect(ranges).toEqual([undefined, 'bytes=20000-']);
    expect(await stored()).toEqual(body);
  });

  it('starts over when the server cannot go on', async () => {
    let broken = false;
    const address = await serve((request, response) => {
      if (request.method === 'HEAD' || broken) return response.end(body);
      broken = true;
      response.writeHead(200, { 'Content-Length': body.length });
      return response.write(body.subarray(0, 20_000), () =>
        setTimeout(() => response.destroy(), 20),
      );
    });
    await download(recipe(address));
    expect(await stored()).toEqual(body);
  });

  it('takes the next address when one serves other bytes, none, or a download that stands still', async () => {
    const wrong = await serve((_request, response) => response.end('something else'));
    const missing = await serve((_request, response) => {
      response.writeHead(404).end();
    });
    const still = await serve((request, response) => {
      if (request.method === 'HEAD') return response.end();
      response.writeHead(200, { 'Content-Length': body.length });
      return response.write(body.subarray(0, 100));
    });
    await download(recipe(wrong, missing, still, await serve(good)), 500);
    expect(await stored()).toEqual(body);
  });

  it('says soon that no address answers', async () => {
    const silent = await serve(() => undefined);
    await expect(download(recipe(silent, 'http://127.0.0.1:9/'), 300)).rejects.toMatchObject({
      code: 'network',
    });
  });

  it('reports a checksum that no address gets right', async () => {
    const wrong = await serve((_request, response) => response.end('something else'));
    await expect(download(recipe(wrong))).rejects.toMatchObject({ code: 'checksum-mismatch' });
  });

  it('drops a partial download that is longer than the file', async () => {
    const address = await serve((request, response) => {
      if (request.headers.range) response.writeHead(416).end();
      else good(request, response);
    });
    await download(recipe(address)).then(() => rm(join(cache, 'cifar-10/data.bin')));
    await writeFile(join(cache, 'cifar-10/data.bin.part'), Buffer.alloc(body.length + 1));
    await download(recipe(address));
    expect(await stored()).toEqual(body);
  });
});
