import type { CnnTest } from '../../../workers/contracts/cnn.ts';
import type { NearestSamples, Samples } from '../../../workers/contracts/dataset.ts';
import { SOURCE_EVENT } from '../../controllers/source.ts';
import type { CnnPlayer } from '../../controllers/watching.ts';
import { Player } from '../../trace/player.ts';
import { syntheticOpinions, syntheticTest } from '../cnn/synthetic-test.ts';
import { syntheticCnnTrace } from '../cnn/synthetic-trace.ts';
import type { MistakesSource } from './mistakes.ts';

/** What is asked of a made-up source, and when it answers. */
export interface Script {
  /** Holds back what takes long until then. */
  readonly until?: Promise<unknown>;
  /** Rejections in place of answers. */
  readonly refuses?: Error;
}

/** What `<uh-cnn>` offers of its tests, made up and changeable. */
export interface MadeUpTests extends MistakesSource {
  readonly player: CnnPlayer;
  readonly tests: Map<number, CnnTest>;
  readonly asked: string[];
  testing: number | undefined;
  /** A test of an epoch has come. */
  complete(epoch: number): void;
}

/** Different ones, shown again and again. */
const PICTURES = 72;

let made = 0;

/** An element that offers made-up tests, and shows nothing; with an id of its own. */
export function testsSource({ until, refuses }: Script = {}): MadeUpTests {
  const player = new Player(syntheticCnnTrace(), { following: false });
  const { sampledImages, dataset } = player.trace.info;
  const size = dataset.shape.height * dataset.shape.width * dataset.shape.channels;
  const asked: string[] = [];
  const images = (_split: string, indices: readonly number[]): Promise<Samples> => {
    const pictures = new Uint8Array(indices.length * size);
    indices.forEach((index, i) => {
      const at = (index % PICTURES) * size;
      pictures.set(sampledImages.subarray(at, at + size), i * size);
    });
    return Promise.resolve({
      images: pictures,
      labels: Uint8Array.from(indices, (index) => index % 10),
    });
  };
  const element = document.createElement('div');
  element.id = `made-up-tests-${made++}`;
  const source = Object.assign(element, {
    player,
    watching: undefined,
    selection: undefined,
    tests: new Map<number, CnnTest>(),
    testing: undefined as number | undefined,
    asked,
    images,
    complete(epoch: number): void {
      const confusion = player.trace.frames[epoch]?.confusion ?? new Uint32Array(100);
      source.tests.set(epoch, {
        ...{ epoch, count: 200, loss: 1.2, accuracy: 0.66, confusion },
        ...syntheticTest(epoch),
      });
      source.testing = undefined;
      element.dispatchEvent(new Event(SOURCE_EVENT));
    },
    async evaluate(epoch: number): Promise<CnnTest> {
      asked.push(`evaluate ${epoch}`);
      if (refuses) throw refuses;
      source.testing = epoch;
      element.dispatchEvent(new Event(SOURCE_EVENT));
      await until;
      source.complete(epoch);
      const test = source.tests.get(epoch);
      if (!test) throw new Error('It was put there.');
      return test;
    },
    keptEpochs: () => Promise.resolve([0, 1, 2, 4, 8, 16, 24, 32, 40, 48]),
    async predict(
      image: Uint8Array<ArrayBuffer>,
      epoch: number,
    ): Promise<Float32Array<ArrayBuffer>> {
      asked.push(`predict ${epoch}`);
      await until;
      if (refuses) throw refuses;
      const index = [...Array(PICTURES).keys()].find((at) =>
        sampledImages.subarray(at * size, (at + 1) * size).every((byte, i) => byte === image[i]),
      );
      return syntheticOpinions(PICTURES, epoch).slice(10 * (index ?? 0), 10 * (index ?? 0) + 10);
    },
    async nearestTraining(
      _image: Uint8Array<ArrayBuffer>,
      count: number,
      signal: AbortSignal,
    ): Promise<NearestSamples> {
      asked.push(`nearest ${count}`);
      signal.addEventListener('abort', () => asked.push('abort'));
      await until;
      signal.throwIfAborted();
      const indices = Uint32Array.from({ length: count }, (_, i) => 3 + 7 * i);
      const distances = Float64Array.from(indices, (_, i) => 0.1 + 0.01 * i);
      return { ...(await images('train', [...indices])), indices, distances };
    },
  });
  return source;
}
