import type { CnnFrame, CnnTest, CnnView, ModelFile } from '../../workers/contracts/cnn.ts';
import type { NearestSamples, Samples } from '../../workers/contracts/dataset.ts';
import type { CnnTraceInfo } from '../trace/cnn-trace.ts';
import type { CnnAttributes, TraceAttributes } from '../trace/zarr/attributes.ts';
import { type OpenedCnnTrace, type OpenOptions, openCnnTrace } from '../trace/zarr/open-trace.ts';
import type { CnnRunApi, WatchedChoice, WatchedImage, WatchedLayers } from './cnn-run-api.ts';
import { Replay } from './replay.ts';

/** A CNN's training as it was recorded, played without engine and images. */
export class CnnReplay extends Replay<CnnTraceInfo, CnnFrame> implements CnnRunApi {
  readonly testDataset = undefined;
  readonly remarks: readonly string[] = [];
  readonly settings = undefined;
  readonly testing = undefined;
  readonly tests = new Map<number, CnnTest>();
  readonly choices = new Map<number, WatchedChoice>();
  watched: WatchedImage | undefined;
  layers: WatchedLayers | undefined;
  private reader: OpenedCnnTrace['reader'] | undefined;

  oneEpoch(): Promise<void> {
    return this.refuse('learns nothing more');
  }

  set(): Promise<void> {
    return this.refuse('learns nothing more');
  }

  watchTestImage(): Promise<void> {
    return this.refuse('shows the image that it was recorded with');
  }

  watchImage(): Promise<void> {
    return this.refuse('shows the image that it was recorded with');
  }

  watchLayers(): Promise<void> {
    return this.refuse('shows the layers that it was recorded with');
  }

  /** Frames hold it, of the choice that they were recorded with. */
  view(epoch: number): Promise<CnnView> {
    const view = this.trace?.frames.find((frame) => frame.epoch === epoch)?.view;
    if (view?.watchedId === this.watched?.id && view) return Promise.resolve(view);
    return this.refuse(`has another image or other layers for epoch ${epoch}`);
  }

  evaluate(epoch: number): Promise<CnnTest> {
    const test = this.tests.get(epoch);
    return test ? Promise.resolve(test) : this.refuse(`has no test of epoch ${epoch}`);
  }

  predict(): Promise<Float32Array<ArrayBuffer>> {
    return this.refuse('has no weights to predict with');
  }

  keptEpochs(): Promise<Uint32Array<ArrayBuffer>> {
    return Promise.resolve(new Uint32Array());
  }

  images(): Promise<Samples> {
    return this.refuse('shows no images of its dataset');
  }

  nearestTraining(): Promise<NearestSamples> {
    return this.refuse('shows no images of its dataset');
  }

  save(): Promise<readonly ModelFile[]> {
    return this.refuse('has no weights to save');
  }

  load(): Promise<void> {
    return this.refuse('takes no weights');
  }

  protected async open(address: string, options: OpenOptions): Promise<OpenedCnnTrace> {
    const opened = await openCnnTrace(address, options);
    this.reader = opened.reader;
    this.tests.clear();
    for (const test of await opened.reader.tests(opened.attributes)) {
      this.tests.set(test.epoch, test);
    }
    await this.follow(opened.attributes);
    return opened;
  }

  protected attributesChanged(attributes: TraceAttributes): void {
    if (attributes.kind !== 'cnn' || !this.reader) return;
    this.follow(attributes).catch(() => undefined); // an image that is missing leaves its place empty
  }

  /** Shows what the last frame is of. */
  private async follow(attributes: CnnAttributes): Promise<void> {
    const { reader } = this;
    for (const choice of attributes.watched) {
      if (this.choices.has(choice.id)) continue;
      const { id, label, index, title, kernelLayer, activationLayer } = choice;
      const image = (await reader?.image(choice)) ?? new Uint8Array();
      const layers = { kernelLayer, activationLayer };
      this.choices.set(id, { image: { id, image, label, index, title }, layers });
    }
    const last = this.choices.get(attributes.frameInfo.at(-1)?.watched ?? 0);
    if (!last || last.image.id === this.watched?.id) return;
    this.watched = last.image;
    this.layers = last.layers;
    this.tell('watched');
  }
}
