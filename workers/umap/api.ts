import * as Comlink from 'comlink';
import type { PreparedUmap, UmapApi, UmapFrame, UmapInput, UmapParams } from '../contracts/umap.ts';
import { createRandom } from '../random.ts';
import { openControl } from '../rpc/control.ts';
import { WorkerError } from '../rpc/errors.ts';
import { firstThatWorks } from '../rpc/ladder.ts';
import { Turns } from '../rpc/turns.ts';
import { startWasm } from '../wasm/runtime.ts';
import type { PreparedLayout, UmapEngine } from './engine.ts';
import type { Control } from '../rpc/control.ts';
import { validate } from './params.ts';
import { FrameQualityMeter } from './frame-quality.ts';
import { measureQuality } from './quality.ts';
import { selectEngines } from './select-engine.ts';
import { transform } from './transform.ts';

interface Prepared {
  readonly engine: UmapEngine;
  readonly layout: PreparedLayout;
  readonly reason: string;
  /** Of every frame, whatever the engine; what it looks at in the data outlives a restart. */
  readonly meter: FrameQualityMeter;
}

/** The state of one run, behind the UMAP worker's API. `select`: the ladder, or a test's own. */
export function createUmapApi(select = selectEngines): UmapApi {
  let state: 'new' | 'preparing' | 'ready' | 'disposed' = 'new';
  let input: UmapInput | undefined;
  let prepared: Prepared | undefined;
  let epoch = 0;
  /** The engine does one thing after the other. */
  const turns = new Turns();

  const isDisposed = (): boolean => state === 'disposed';
  const ready = (): Prepared & { input: UmapInput } => {
    if (prepared && input) return { ...prepared, input };
    throw new WorkerError(
      'bad-parameter',
      isDisposed()
        ? 'This UMAP run was disposed of: start a new one.'
        : 'This UMAP run is not prepared yet: call prepare and wait for it first.',
    );
  };

  return {
    async prepare(given, params, options, port): Promise<PreparedUmap> {
      const control = openControl(port);
      if (state !== 'new') {
        throw new WorkerError(
          'bad-parameter',
          'A UMAP worker prepares one run only: start another worker for the next.',
        );
      }
      validate(given, params);
      state = 'preparing';
      try {
        prepared = await prepareOnLadder(
          given,
          params,
          select(options.engine),
          control,
          isDisposed,
        );
        input = given;
        state = 'ready';
      } catch (thrown) {
        if (!isDisposed()) state = 'new';
        throw thrown;
      }
      return firstFrame(prepared);
    },

    async restart(params, port) {
      const control = openControl(port);
      const { engine, layout, reason, meter, input: points } = ready();
      validate(points, params);
      checkRestart(engine, layout.params, params);
      const again = await turns.take(() => {
        control.signal.throwIfAborted();
        return engine.restart(params, createRandom(params.seed), control);
      });
      ready(); // unless it was disposed of meanwhile
      prepared = { engine, layout: again, reason, meter };
      epoch = 0;
      return firstFrame(prepared, 'Neighbours and graph were kept.');
    },

    async step() {
      const { engine, meter } = ready();
      const before = engine.change;
      const start = performance.now();
      const embedding = await turns.take(() => engine.step());
      if (!embedding) return null;
      epoch += 1;
      const frame: UmapFrame = {
        epoch,
        embedding,
        epochMs: performance.now() - start,
        quality: meter.measure(embedding),
        ...(engine.change === before
          ? {}
          : { engineInfo: { ...engine.info, reason: engine.change ?? '' } }),
      };
      return Comlink.transfer(frame, [embedding.buffer]);
    },

    async quality(embedding, sample, port) {
      const control = openControl(port);
      const run = ready();
      const { neighbours, params } = run.layout;
      return measureQuality(run.input, embedding, { neighbours, params, sample }, control);
    },

    async transform(samples, embedding, port, params) {
      const control = openControl(port);
      const { input: points, layout } = ready();
      // Threads of its own, for as long as it takes: every engine's layout can be projected into.
      const runtime = await startWasm();
      try {
        const finished = { input: points, params: params ?? layout.params, embedding };
        const result = await transform(runtime, finished, samples, control);
        return Comlink.transfer(
          result,
          result.frames.map(({ buffer }) => buffer),
        );
      } finally {
        runtime.dispose();
      }
    },

    dispose() {
      state = 'disposed';
      prepared?.engine.dispose();
      prepared = undefined;
      input = undefined;
      return Promise.resolve();
    },
  };
}

/** The initial layout's buffer is transferred. */
function firstFrame(
  { engine, layout, reason, meter }: Prepared,
  ...remarks: string[]
): PreparedUmap {
  const { embedding } = layout;
  const result: PreparedUmap = {
    engineInfo: { ...engine.info, reason: [reason, ...remarks, ...layout.remarks].join(' ') },
    stagesMs: layout.stagesMs,
    params: layout.params,
    recall: meter.recall,
    frame: { epoch: 0, embedding, epochMs: 0, quality: meter.measure(embedding) },
  };
  return Comlink.transfer(result, [embedding.buffer]);
}

/** @throws `engine-unavailable`, `bad-parameter` where the graph at hand cannot be used */
function checkRestart(
  engine: UmapEngine,
  before: UmapParams,
  params: UmapParams,
): asserts engine is UmapEngine & Required<Pick<UmapEngine, 'restart'>> {
  if (!engine.restart) {
    throw new WorkerError(
      'engine-unavailable',
      `${engine.info.engine} keeps no graph to restart from: start another worker.`,
      { engine: engine.info.engine },
    );
  }
  if (params.nNeighbors !== before.nNeighbors || params.metric !== before.metric) {
    throw new WorkerError(
      'bad-parameter',
      'Another n_neighbors or metric needs another graph: start another worker.',
      { parameter: params.metric === before.metric ? 'n_neighbors' : 'metric' },
    );
  }
}

async function prepareOnLadder(
  input: UmapInput,
  params: UmapParams,
  engines: ReturnType<typeof selectEngines>,
  control: Control,
  isDisposed: () => boolean,
): Promise<Prepared> {
  const { engine, reason, result } = await firstThatWorks(engines, async (attempted) => {
    // A fresh generator a try: the seed means the same on whatever rung runs in the end.
    const layout = await attempted.prepare(input, params, createRandom(params.seed), control);
    const meter = await FrameQualityMeter.create(input, layout.neighbours, params, control);
    if (isDisposed()) throw new WorkerError('aborted', 'The run was disposed of.');
    return { layout, meter };
  });
  return { engine, reason, ...result };
}
