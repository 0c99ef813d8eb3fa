import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  cnnFrame,
  cnnImage,
  cnnTraceInfo,
  umapFrames,
  umapTraceInfo,
} from '../src/trace/zarr/testing/traces.ts';
import { MemoryStore } from '../src/trace/zarr/store.ts';
import { CnnTraceWriter, UmapTraceWriter } from '../src/trace/zarr/trace-writer.ts';
import { zipTrace } from '../src/trace/zarr/zip-store.ts';

export type Files = Map<string, Uint8Array<ArrayBuffer>>;

/** Frames of the recordings here: a chunk and a half. */
export const FRAMES = 25;
const POINTS = 60;

/** A UMAP run's files, in the folder `name`. */
export async function umapRecording(name: string): Promise<Files> {
  const store = new MemoryStore();
  const info = umapTraceInfo(POINTS, 2, FRAMES - 1);
  const writer = await UmapTraceWriter.create(store, info, {
    ...{ expectedFrames: FRAMES, recorded: new Date('2026-11-01T10:00:00Z'), preview: true },
  });
  for (const frame of umapFrames(FRAMES, POINTS)) await writer.append(frame);
  await writer.finish();
  return inFolder(name, store);
}

/** A CNN's, with its images. */
export async function cnnRecording(name: string): Promise<Files> {
  const store = new MemoryStore();
  const info = cnnTraceInfo(FRAMES - 1);
  const writer = await CnnTraceWriter.create(store, info, {
    ...{ expectedFrames: FRAMES, images: true },
  });
  await writer.watch({
    ...{ id: 0, title: 'Test image 16', index: 16, label: 2, image: cnnImage() },
    ...{ kernelLayer: 0, activationLayer: 0 },
  });
  for (let epoch = 0; epoch < FRAMES; epoch++) await writer.append(cnnFrame(epoch));
  await writer.finish();
  return inFolder(name, store);
}

function inFolder(name: string, { files }: MemoryStore): Files {
  return new Map([...files].map(([key, bytes]) => [`${name}/${key}`, bytes]));
}

/** The folder `name` as one file, `name.zip`. */
export function zipped(files: Files, name: string): Files {
  const store = new MemoryStore();
  for (const [key, bytes] of files) {
    if (key.startsWith(`${name}/`)) store.files.set(key.slice(name.length + 1), bytes);
  }
  return new Map([[`${name}.zip`, zipTrace(store, new Date('2026-11-01T10:00:00Z'))]]);
}

/** A host of its own origin for files that a test may change meanwhile. */
export async function host(
  files: Files,
  { cors = true }: { readonly cors?: boolean } = {},
): Promise<{ readonly url: string; close(): void }> {
  const server = createServer((request, response) => {
    const bytes = files.get(new URL(request.url ?? '/', 'http://host').pathname.slice(1));
    if (cors) response.setHeader('Access-Control-Allow-Origin', '*');
    response.writeHead(bytes ? 200 : 404);
    response.end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}/`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
