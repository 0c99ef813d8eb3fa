/** The pool's threads in Node, for tests: the same thread.worker.ts, in a worker of `node:worker_threads`. */
import { readFileSync } from 'node:fs';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';
import type { SpawnThread } from '../spawn-thread.ts';
import { nodeWorker } from './node-worker.ts';

const toJavaScript = (file: string): string =>
  transpileModule(readFileSync(new URL(file, import.meta.url), 'utf8'), {
    compilerOptions: { module: ModuleKind.ESNext, target: ScriptTarget.ES2022 },
  }).outputText;

const dataUrl = (script: string): string =>
  `data:text/javascript;base64,${Buffer.from(script).toString('base64')}`;

let script: string | undefined;

/** The thread's script with what a dedicated worker's global scope has and Node's lacks. */
function threadScript(): string {
  script ??= `import { parentPort } from 'node:worker_threads';
globalThis.postMessage = (message) => parentPort.postMessage(message);
${toJavaScript('../thread.worker.ts').replace(
  './thread-protocol.ts',
  dataUrl(toJavaScript('../thread-protocol.ts')),
)}
parentPort.on('message', (data) => globalThis.onmessage({ data }));`;
  return script;
}

export const spawnNodeThread: SpawnThread = (events) =>
  nodeWorker(new URL(dataUrl(threadScript())), events);
