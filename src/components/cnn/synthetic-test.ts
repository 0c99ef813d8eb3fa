import type { CnnTest } from '../../../workers/contracts/cnn.ts';

const CLASSES = 10;
/** Images that the made-up test has opinions of. */
const IMAGES = 200;
const EPOCHS = 48;

/** What the made-up network makes of images after an epoch: images × classes. It gets surer, and of every third image wrongly so. */
export function syntheticOpinions(images: number, epoch: number): Float32Array<ArrayBuffer> {
  const learned = 1 - Math.exp((-4 * epoch) / EPOCHS);
  return Float32Array.from({ length: images * CLASSES }, (_, at) => {
    const [image, c] = [Math.floor(at / CLASSES), at % CLASSES];
    const favourite = image % 3 === 0 ? (image + 3) % CLASSES : image % CLASSES;
    const sure = learned * (0.5 + 0.49 * ((image * 37) % 100)) * 0.01 + 0.4 * learned;
    const others = (1 - 0.1 - 0.9 * sure) / (CLASSES - 1);
    return c === favourite ? 0.1 + 0.9 * sure : others;
  });
}

/** Labels and opinions of a made-up test: image i is of class i % 10. */
export function syntheticTest(epoch: number): Pick<CnnTest, 'labels' | 'probabilities'> {
  return {
    labels: Uint8Array.from({ length: IMAGES }, (_, image) => image % CLASSES),
    probabilities: syntheticOpinions(IMAGES, epoch),
  };
}
