import { estimateCnn } from '../../runs/cnn-estimate.ts';
import { USUAL_IMAGES } from '../../runs/cnn-settings.ts';
import { count, duration, size } from '../run/words.ts';
import { type CnnFields, toSettings } from './settings.ts';

/** Values an image has, for estimating before the dataset is open. */
const VALUES: Readonly<Record<string, number>> = { 'fashion-mnist': 784, garments: 784 };
const USUAL_VALUES = 3072;

/** What a run is, before it starts: `48 epochs on CIFAR-10's images, one frame after each`. */
export function taskText({ epochs, points }: CnnFields): string {
  const images = points === undefined ? '' : ` on ${count(points)} images`;
  return `A network of 1.1 million weights learns what the images show: ${count(epochs)} epochs${images}, one frame after each.`;
}

/** What it takes on this device, roughly. */
export function costText(fields: CnnFields): string {
  const images = (fields.points ?? USUAL_IMAGES.train) + USUAL_IMAGES.test;
  const cost = estimateCnn(toSettings(fields), images, VALUES[fields.dataset] ?? USUAL_VALUES);
  const told = cost
    ? `About ${duration(cost.seconds * 1000)} on two cores, less on a graphics card, and ${size(cost.bytes)} of memory. You can stop at any epoch. `
    : '';
  return `${told}Nothing leaves this device.`;
}
