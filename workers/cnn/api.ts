import { transfer } from 'comlink';
import type {
  CnnApi,
  CnnFrame,
  CnnInput,
  CnnOptions,
  CnnParams,
  CnnView,
  PreparedCnn,
} from '../contracts/cnn.ts';
import type { EngineInfo } from '../contracts/engine.ts';
import { type Control, openControl } from '../rpc/control.ts';
import { WorkerError } from '../rpc/errors.ts';
import { firstThatWorks } from '../rpc/ladder.ts';
import { articleModel } from './article-model.ts';
import { checkState, partsOf, untouched } from './engine-state.ts';
import type { CnnEngine, EngineState } from './engine.ts';
import { readSafetensors, writeSafetensors } from './formats/safetensors.ts';
import { readTfjsLayers, writeTfjsLayers } from './formats/tfjs-layers.ts';
import { initialWeights } from './initialise.ts';
import { type ModelPlan, planModel } from './model.ts';
import { validateRun, validateSettings } from './params.ts';
import { planSchedule } from './schedule.ts';
import { selectEngines } from './select-engine.ts';
import { isLost, Trainer } from './trainer.ts';
import { checkWatched } from './views.ts';

/** A run that is under way. */
interface Run {
  readonly input: CnnInput;
  readonly plan: ModelPlan;
  readonly trainer: Trainer;
  engine: CnnEngine;
  /** Told with the next frame: another engine goes on. */
  change?: EngineInfo | undefined;
  training: boolean;
}

/** The state of one run, behind the CNN worker's API. `select`: the ladder, or a test's own. */
export function createCnnApi(select = selectEngines): CnnApi {
  let state: 'new' | 'preparing' | 'ready' | 'disposed' = 'new';
  let run: Run | undefined;

  const isDisposed = (): boolean => state === 'disposed';
  const ready = (): Run => {
    if (run) return run;
    throw new WorkerError(
      'bad-parameter',
      isDisposed()
        ? 'This CNN run was disposed of: start a new one.'
        : 'This CNN run is not prepared yet: call prepare and wait for it first.',
    );
  };
  const prepareEngine = (
    asked: CnnOptions['engine'],
    { train }: CnnInput,
    plan: ModelPlan,
    start: EngineState,
    signal: AbortSignal,
  ) =>
    firstThatWorks(select(asked), async (engine) => {
      const images = { ...train, count: train.labels.length };
      await engine.prepare(plan, images, partsOf(start).weights, signal);
      if (start.steps > 0) await engine.restore(start);
      if (isDisposed()) throw new WorkerError('aborted', 'The run was disposed of.');
    });

  const prepareRun = async (
    input: CnnInput,
    params: CnnParams,
    options: CnnOptions,
    control: Control,
  ): Promise<PreparedCnn> => {
    const classes = input.classNames.length;
    const layers = params.layers === 'article' ? articleModel(classes) : params.layers;
    const plan = planModel(layers, input.shape, classes);
    const schedule = planSchedule(params);
    const { steps } = schedule;
    validateRun(
      input,
      params,
      Array.from(steps, (_, epoch) => schedule.batchSize(epoch)),
    );
    checkWatched(plan, input.watched);
    const from = options.resumeFrom;
    if (from) checkState(from, plan, params);
    control.report({ stage: 'engine', done: 0, total: 1, unit: 'engines' });
    const start = from?.engine ?? untouched(plan, initialWeights(plan, params.seed));
    const { engine, reason } = await prepareEngine(
      options.engine,
      input,
      plan,
      start,
      control.signal,
    );
    const trainer = new Trainer(engine, plan, input, params, schedule);
    run = { input, plan, trainer, engine, training: false };
    const frame = await trainer.first(control, from);
    const { data } = trainer;
    const result: PreparedCnn = {
      engineInfo: { ...engine.info, reason: [reason, engine.remark].filter(Boolean).join(' ') },
      layers: plan.layers,
      steps: steps.slice(),
      sampled: data.sampled.slice(),
      trainCount: data.trainCount,
      validationCount: data.validation.labels.length,
      frame,
      remarks:
        params.learningRate === 0 ? ['With a learning rate of 0 the network learns nothing.'] : [],
    };
    return transfer(result, [result.steps.buffer, result.sampled.buffer, ...buffersOf(frame)]);
  };

  /** Takes the next rung from the state of the last frame: nothing is lost but the time of the epoch under way. */
  const recover = async (current: Run, control: Control, why: string): Promise<void> => {
    current.engine.dispose();
    const { trainer, input, plan } = current;
    const { engine: start } = trainer.state;
    const { engine } = await prepareEngine('wasm', input, plan, start, control.signal);
    current.engine = engine;
    trainer.moveTo(engine);
    const reason = `${why} ${engine.info.engine} went on from epoch ${trainer.epoch}.`;
    current.change = { ...engine.info, reason };
  };

  return {
    async prepare(input, params, options, port) {
      const control = openControl(port);
      if (state !== 'new') {
        throw new WorkerError(
          'bad-parameter',
          'A CNN worker prepares one run only: start another worker for the next.',
        );
      }
      state = 'preparing';
      try {
        const prepared = await prepareRun(input, params, options, control);
        state = 'ready';
        return prepared;
      } catch (thrown) {
        run?.engine.dispose();
        run = undefined;
        if (!isDisposed()) state = 'new';
        throw thrown;
      }
    },

    async train(port) {
      const control = openControl(port);
      const current = ready();
      if (current.training) {
        throw new WorkerError('bad-parameter', 'An epoch is under way: wait until it is over.');
      }
      if (current.trainer.done) return null;
      current.training = true;
      try {
        const frame = await current.trainer.train(control).catch(async (error: unknown) => {
          if (!isLost(error) || isDisposed()) throw error;
          await recover(current, control, (error as WorkerError).message);
          return current.trainer.train(control);
        });
        const { change } = current;
        current.change = undefined;
        return handOver(change ? { ...frame, engineInfo: change } : frame);
      } finally {
        current.training = false;
      }
    },

    // eslint-disable-next-line @typescript-eslint/require-await -- what it throws is a rejection
    async state() {
      const { state } = ready().trainer;
      const values = state.engine.values.slice();
      return transfer({ ...state, engine: { ...state.engine, values } }, [values.buffer]);
    },

    pause() {
      ready().trainer.pause.begin();
      return Promise.resolve();
    },

    resume() {
      ready().trainer.pause.over();
      return Promise.resolve();
    },

    // eslint-disable-next-line @typescript-eslint/require-await -- what it throws is a rejection
    async set(settings) {
      const { trainer } = ready();
      validateSettings(settings, trainer.data.trainCount);
      trainer.settings = { ...trainer.settings, ...settings };
    },

    // eslint-disable-next-line @typescript-eslint/require-await -- what it throws is a rejection
    async watch(watched) {
      const { plan, trainer } = ready();
      checkWatched(plan, watched);
      trainer.watched = watched;
    },

    kept() {
      return Promise.resolve(Uint32Array.from(ready().trainer.checkpoints.epochs));
    },

    async inspect(epoch, watched) {
      const { plan, trainer } = ready();
      checkWatched(plan, watched);
      const view = await trainer.inspect(epoch, watched);
      return transfer(view, viewBuffers(view));
    },

    async evaluate(epoch, port) {
      const test = await ready().trainer.evaluate(epoch, openControl(port));
      const { labels, probabilities, confusion } = test;
      return transfer(test, [labels.buffer, probabilities.buffer, confusion.buffer]);
    },

    async predict(images, epoch) {
      const { plan, trainer } = ready();
      const { height, width, channels } = plan.input;
      if (images.length === 0 || images.length % (height * width * channels) !== 0) {
        throw new WorkerError(
          'wrong-shape',
          `${images.length} bytes are no whole number of images of ${height} × ${width} × ${channels}.`,
        );
      }
      const probabilities = await trainer.predict(images, epoch);
      return transfer(probabilities, [probabilities.buffer]);
    },

    async save(format, epoch) {
      const { plan, trainer } = ready();
      const weights = trainer.weightsOf(epoch);
      const files =
        format === 'safetensors'
          ? [writeSafetensors(plan, weights)]
          : writeTfjsLayers(plan, weights);
      return Promise.resolve(
        transfer(
          files,
          files.map(({ bytes }) => bytes.buffer),
        ),
      );
    },

    async load(files, port) {
      const control = openControl(port);
      const { plan, trainer, training } = ready();
      if (training) {
        throw new WorkerError(
          'bad-parameter',
          'An epoch is under way: wait until it is over, or cancel it.',
        );
      }
      const [first] = files;
      const weights = first?.name.endsWith('.safetensors')
        ? readSafetensors(first, plan)
        : readTfjsLayers(files, plan);
      return handOver(await trainer.load(weights, control));
    },

    // eslint-disable-next-line @typescript-eslint/require-await -- what it throws is a rejection
    async liveBuffers() {
      return ready().engine.liveBuffers;
    },

    dispose() {
      state = 'disposed';
      run?.trainer.dispose();
      run?.engine.dispose();
      run = undefined;
      return Promise.resolve();
    },
  };
}

const viewBuffers = ({ kernels, activations, probabilities }: CnnView): ArrayBuffer[] => [
  kernels.buffer,
  activations.buffer,
  probabilities.buffer,
];

const buffersOf = ({ view, probabilities, confusion }: CnnFrame): ArrayBuffer[] => [
  ...viewBuffers(view),
  probabilities.buffer,
  confusion.buffer,
];

const handOver = (frame: CnnFrame): CnnFrame => transfer(frame, buffersOf(frame));
