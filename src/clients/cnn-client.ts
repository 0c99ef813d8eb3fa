import type {
  CnnApi,
  CnnFrame,
  CnnInput,
  CnnOptions,
  CnnParams,
  CnnSettings,
  CnnTest,
  CnnView,
  ModelFile,
  ModelFormat,
  PreparedCnn,
  Watched,
} from '../../workers/contracts/cnn.ts';
import workerUrl from '../../workers/cnn/worker.ts?worker&url';
import * as Comlink from 'comlink';
import { Connection, type LongCallOptions } from './connection.ts';

/** The CNN worker of one run. Every rejection is an UnderhoodError. */
export class CnnClient {
  private readonly connection = new Connection<CnnApi>(workerUrl, 'cnn');

  /** *Takes* the images and labels of `input`: their buffers are transferred. */
  prepare(
    input: CnnInput,
    params: CnnParams,
    options: CnnOptions,
    call: LongCallOptions,
  ): Promise<PreparedCnn> {
    const { train, test } = input;
    const buffers = [train, test].flatMap(({ images, labels }) => [images.buffer, labels.buffer]);
    const taken = Comlink.transfer(input, buffers);
    return this.connection.longCall(
      (api, control) => api.prepare(taken, params, options, control),
      call,
    );
  }

  /** The next epoch's frame, null after the last. */
  train(call: LongCallOptions): Promise<CnnFrame | null> {
    return this.connection.longCall((api, control) => api.train(control), call);
  }

  pause(): Promise<void> {
    return this.connection.call((api) => api.pause());
  }

  resume(): Promise<void> {
    return this.connection.call((api) => api.resume());
  }

  set(settings: Partial<CnnSettings>): Promise<void> {
    return this.connection.call((api) => api.set(settings));
  }

  watch(watched: Watched): Promise<void> {
    return this.connection.call((api) => api.watch(watched));
  }

  kept(): Promise<Uint32Array<ArrayBuffer>> {
    return this.connection.call((api) => api.kept());
  }

  inspect(epoch: number, watched: Watched): Promise<CnnView> {
    return this.connection.call((api) => api.inspect(epoch, watched));
  }

  evaluate(epoch: number, call: LongCallOptions): Promise<CnnTest> {
    return this.connection.longCall((api, control) => api.evaluate(epoch, control), call);
  }

  /** *Borrows* `images`: the worker gets a copy. */
  predict(images: Uint8Array<ArrayBuffer>, epoch: number): Promise<Float32Array<ArrayBuffer>> {
    return this.connection.call((api) => api.predict(images, epoch));
  }

  save(format: ModelFormat, epoch: number): Promise<readonly ModelFile[]> {
    return this.connection.call((api) => api.save(format, epoch));
  }

  load(files: readonly ModelFile[], call: LongCallOptions): Promise<CnnFrame> {
    return this.connection.longCall((api, control) => api.load(files, control), call);
  }

  /** For leak checks: see CnnApi. */
  liveBuffers(): Promise<number> {
    return this.connection.call((api) => api.liveBuffers());
  }

  /** Ends the worker and with it all that it holds. May be called twice. */
  dispose(): void {
    this.connection.terminate();
  }
}
