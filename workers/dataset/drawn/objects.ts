import { bird, deer, frog, horse } from './animals.ts';
import { type Background, drawBackground, drawForeground } from './backgrounds.ts';
import { bell, between, classOf, develop, imageRandom, maybe, sign } from './chance.ts';
import type { DrawnDataset } from './index.ts';
import { cat, dog } from './pets.ts';
import { Canvas } from './raster.ts';
import type { Random } from '../../random.ts';
import { airplane, automobile, ship, truck } from './vehicles.ts';

/** One object in a square of −1..1, y down, facing right; its feet, wheels or keel are near y = 0.75. */
export type Drawing = (canvas: Canvas, random: Random) => void;

interface ObjectClass {
  readonly className: string;
  readonly draw: Drawing;
  /** Where it is most often seen. */
  readonly usual: readonly [Background, ...Background[]];
}

/** CIFAR-10's classes, in its label order. */
const OBJECTS: readonly ObjectClass[] = [
  { className: 'airplane', draw: airplane, usual: ['sky'] },
  { className: 'automobile', draw: automobile, usual: ['road', 'field'] },
  { className: 'bird', draw: bird, usual: ['sky', 'field', 'blur'] },
  { className: 'cat', draw: cat, usual: ['room', 'blur', 'field'] },
  { className: 'deer', draw: deer, usual: ['field', 'forest'] },
  { className: 'dog', draw: dog, usual: ['room', 'blur', 'field'] },
  { className: 'frog', draw: frog, usual: ['forest', 'blur', 'field'] },
  { className: 'horse', draw: horse, usual: ['field', 'forest'] },
  { className: 'ship', draw: ship, usual: ['sea'] },
  { className: 'truck', draw: truck, usual: ['road', 'field'] },
];
const ANYWHERE: readonly [Background, ...Background[]] = [
  'sky', 'sea', 'field', 'road', 'room', 'forest', 'blur',
]; // prettier-ignore
/** How often an object is where it is usually seen: often enough to look right, too seldom to give it away. */
const USUAL = 0.4;

const SIZE = 32;
const canvas = new Canvas(SIZE, SIZE, 3);

/** Ten classes of 32×32 colour pictures that differ in shape, hardly in colour or place. */
export const objects: DrawnDataset = {
  name: 'objects',
  title: 'Objects (drawn)',
  shape: { height: SIZE, width: SIZE, channels: 3 },
  classNames: OBJECTS.map(({ className }) => className),
  draw(seed, split, index, out, offset) {
    const random = imageRandom(seed, split, index);
    const label = classOf(seed, split, index);
    const object = OBJECTS[label];
    if (!object) return label;
    const places = maybe(random, USUAL) ? object.usual : ANYWHERE;
    const background = places[random.integer(places.length)] ?? 'blur';
    const scale = between(random, 8.8, 15);
    const x = 16 + 5.5 * bell(random);
    const y = 16 + 5.5 * bell(random);
    drawBackground(canvas, random, background, y + 0.6 * scale);
    canvas.place(
      x,
      y,
      sign(random) * scale * between(random, 0.9, 1.1),
      scale,
      0.15 * bell(random),
    );
    object.draw(canvas, random);
    drawForeground(canvas, random, background);
    const gain = between(random, 0.65, 1.15);
    const bias = between(random, -15, 25);
    develop(random, canvas.pixels, gain, bias, between(random, 3, 22), out, offset);
    return label;
  },
};
