import type {
  CnnFrame,
  CnnInput,
  CnnParams,
  CnnSettings,
  CnnTest,
  CnnView,
  TrainingState,
  Watched,
} from '../contracts/cnn.ts';
import type { Control } from '../rpc/control.ts';
import { WorkerError } from '../rpc/errors.ts';
import { dropoutSeed } from './batches.ts';
import { Checkpoints } from './checkpoints.ts';
import { Divergence } from './divergence.ts';
import type { CnnEngine, StepResults } from './engine.ts';
import { divide, type LearningData } from './learning-data.ts';
import { measure } from './metrics.ts';
import type { ModelPlan } from './model.ts';
import type { Schedule } from './schedule.ts';
import { EngineTurns, Pause } from './turns.ts';
import { viewOf } from './views.ts';

/** Losses are read back at most this often within an epoch, ms: it waits for the device. */
const READ_INTERVAL = 250;

/** What the steps of an epoch summed up to. */
interface Tally {
  loss: number;
  steps: number;
  correct: number;
  images: number;
  ms: number;
  /** Of the last step. */
  batchSize: number;
}

/** Of a frame without steps: its training figures are none. */
const NO_STEPS: Tally = { loss: NaN, steps: 1, correct: NaN, images: 1, ms: 0, batchSize: 0 };

/**
 * Trains one model on an engine, epoch by epoch, and makes frames. *Owns* data and kept weights; the engine is its
 * caller's. Engine calls are made one after the other, whoever asks, so that others are answered between two steps.
 */
export class Trainer {
  readonly checkpoints = new Checkpoints();
  readonly data: LearningData;
  readonly pause = new Pause();
  settings: CnnSettings;
  watched: Watched;
  /** Epochs and steps done. */
  epoch = 0;
  private step = 0;
  /** After the newest frame; from it an epoch that was broken off begins again. */
  private last: TrainingState | undefined;
  private disposed = false;
  private readonly turns: EngineTurns;
  private readonly divergence: Divergence;

  constructor(
    engine: CnnEngine,
    private readonly plan: ModelPlan,
    input: CnnInput,
    private readonly params: CnnParams,
    private readonly schedule: Schedule,
  ) {
    const { learningRate, dropout, batchSize } = params;
    this.settings = { learningRate, dropout, batchSize };
    this.watched = input.watched;
    this.data = divide(input, params);
    this.turns = new EngineTurns(engine, plan);
    this.divergence = new Divergence(plan.classes);
  }

  /**
   * The first frame, of the network whose weights the engine has: untrained, or at the end of an epoch of an earlier run, whose
   * state the engine has then.
   */
  first(control: Control, from?: TrainingState): Promise<CnnFrame> {
    if (from) {
      this.placeAt(from);
      this.settings = from.settings;
    }
    return this.makeFrame(NO_STEPS, control);
  }

  /** After the newest frame: a later run may go on from there. *Borrowed*. @throws WorkerError before there is a frame */
  get state(): TrainingState {
    if (this.last) return { ...this.last, settings: this.settings };
    throw new WorkerError('bad-parameter', 'There is no frame yet to go on from.');
  }

  get done(): boolean {
    return this.epoch >= this.params.epochs;
  }

  /**
   * The next epoch's frame.
   * @throws `diverged`; the signal's reason on abort; in both cases the epoch is as if it had not begun
   */
  async train(control: Control): Promise<CnnFrame> {
    try {
      const tally: Tally = { loss: 0, steps: 0, correct: 0, images: 0, ms: 0, batchSize: 0 };
      const total = this.schedule.steps[this.epoch] ?? this.params.stepsPerEpoch;
      let read = performance.now();
      for (let done = 1; done <= total; done++) {
        await this.pause.wait(control.signal);
        await this.takeStep(tally);
        if (done === total || performance.now() - read > READ_INTERVAL) {
          const asked = performance.now();
          const results = await this.turns.take((engine) => engine.results());
          read = performance.now();
          // Steps may have been given faster than the device takes them: what it still needs is their time, too.
          tally.ms += read - asked;
          this.note(results, tally);
        }
        control.report({ stage: 'epoch', done, total, unit: 'steps' });
      }
      this.epoch += 1;
      return await this.makeFrame(tally, control);
    } catch (error) {
      const { state } = this;
      this.placeAt(state);
      this.divergence.reset();
      if (!isLost(error) && !this.disposed) await this.goBack(state);
      throw error;
    }
  }

  /** On the test images, with the weights after `epoch`. */
  async evaluate(epoch: number, { signal, report }: Control): Promise<CnnTest> {
    const { images, labels } = this.data.test;
    const count = labels.length;
    const weights = this.weightsOf(epoch);
    const probabilities = await this.turns.classify(images, weights, signal, (done) => {
      report({ stage: 'test', done, total: count, unit: 'images' });
    });
    return {
      ...{ epoch, count, labels: Uint8Array.from(labels), probabilities },
      ...measure(probabilities, labels, this.plan.classes),
    };
  }

  /** Probabilities of images with the weights after `epoch`. */
  predict(images: Uint8Array, epoch: number): Promise<Float32Array<ArrayBuffer>> {
    return this.turns.classify(images, this.weightsOf(epoch), new AbortController().signal);
  }

  inspect(epoch: number, watched: Watched): Promise<CnnView> {
    const weights = this.weightsOf(epoch);
    return this.turns.take((engine) => viewOf(engine, this.plan, watched, weights, false));
  }

  /** @throws WorkerError `bad-parameter` where they are not kept */
  weightsOf(epoch: number): Float32Array<ArrayBuffer> {
    const weights = this.checkpoints.get(epoch);
    if (weights) return weights;
    throw new WorkerError(
      'bad-parameter',
      `The weights after epoch ${epoch} are not kept; those after ${this.checkpoints.epochs.join(', ')} are.`,
      { parameter: 'epoch' },
    );
  }

  /** Puts other weights (*borrowed*) in place of the present ones. *Returns* the frame of the epoch that is over. */
  async load(weights: Float32Array, control: Control): Promise<CnnFrame> {
    await this.turns.take((engine) => engine.setWeights(weights));
    return this.makeFrame(NO_STEPS, control);
  }

  /** Goes on with another engine, which has the last frame's state. */
  moveTo(engine: CnnEngine): void {
    this.turns.engine = engine;
  }

  dispose(): void {
    this.pause.over();
    this.checkpoints.clear();
    this.disposed = true;
  }

  private async takeStep(tally: Tally): Promise<void> {
    const start = performance.now();
    const { learningRate, dropout } = this.settings;
    const batchSize = this.nextBatchSize();
    const indices = this.data.batches.next(batchSize);
    const options = {
      learningRate,
      dropout,
      dropoutSeed: dropoutSeed(this.params.seed, this.step),
    };
    await this.turns.take((engine) => engine.step(indices, options));
    this.step += 1;
    tally.batchSize = batchSize;
    tally.images += batchSize;
    tally.ms += performance.now() - start;
  }

  private placeAt({ epoch, step, imagesSeen }: TrainingState): void {
    this.epoch = epoch;
    this.step = step;
    this.data.batches.position = imagesSeen;
  }

  private async goBack({ engine: state }: TrainingState): Promise<void> {
    await this.turns.take(async (engine) => {
      await engine.results();
      await engine.restore(state);
    });
  }

  private note({ losses, correct }: StepResults, tally: Tally): void {
    const bad = this.divergence.find(losses, tally.batchSize);
    if (bad >= 0) {
      throw this.diverged(this.step - losses.length + bad + 1, this.epoch + 1, losses[bad] ?? NaN);
    }
    tally.steps += losses.length;
    for (const loss of losses) tally.loss += loss;
    for (const hits of correct) tally.correct += hits;
  }

  private diverged(step: number, epoch: number, loss: number): WorkerError {
    const was = Number.isFinite(loss) ? loss.toFixed(1) : 'no number any more';
    return new WorkerError(
      'diverged',
      `Training diverged at step ${step}, in epoch ${epoch}: the loss was ${was}. With a learning rate of ${this.settings.learningRate} the weights grew without bound. The network is as it was after epoch ${this.checkpoints.newest}; lower the learning rate and go on.`,
      { epoch, step },
    );
  }

  private async makeFrame(tally: Tally, { signal, report }: Control): Promise<CnnFrame> {
    const { turns, plan, data } = this;
    const { images, labels } = data.validation;
    const state = await turns.take((engine) => engine.state());
    const weights = state.values.slice(0, plan.size);
    const classified = await turns.classify(images, undefined, signal, (done) => {
      report({ stage: 'validation', done, total: labels.length, unit: 'images' });
    });
    const { loss, accuracy, confusion } = measure(classified, labels, plan.classes);
    // Where steps were too few to tell by: such weights are not kept as good ones.
    if (this.divergence.isLost(loss)) throw this.diverged(this.step, this.epoch, loss);
    const probabilities = await turns.classify(data.sampledImages, undefined, signal);
    const view = await turns.take((engine) => viewOf(engine, plan, this.watched, weights, true));
    this.checkpoints.add(this.epoch, weights);
    const place = { epoch: this.epoch, step: this.step, imagesSeen: data.batches.position };
    this.last = { ...place, settings: this.settings, engine: state };
    const { learningRate, dropout } = this.settings;
    return {
      ...place,
      view,
      metrics: {
        trainLoss: tally.loss / tally.steps,
        trainAccuracy: tally.correct / tally.images,
        validationLoss: loss,
        validationAccuracy: accuracy,
      },
      probabilities,
      confusion,
      settings: { learningRate, dropout, batchSize: tally.batchSize || this.nextBatchSize() },
      epochMs: tally.ms,
    };
  }

  private nextBatchSize(): number {
    return this.settings.batchSize ?? this.schedule.batchSize(this.epoch);
  }
}

/** The engine cannot be asked any more. */
export function isLost(error: unknown): boolean {
  return error instanceof WorkerError && error.code === 'device-lost';
}
