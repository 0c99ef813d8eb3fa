import type { DatasetInfo } from '../../../workers/contracts/dataset.ts';
import type { UmapTrace } from '../../trace/trace.ts';
import type { LayoutMark } from '../embedding/overlay.ts';

/** What `<uh-umap>` offers to those who place an image in its layout. */
export interface Layout extends HTMLElement {
  readonly state: string;
  readonly trace: UmapTrace | undefined;
  mark: LayoutMark | undefined;
  transform(images: Uint8Array<ArrayBuffer>): Promise<Float32Array<ArrayBuffer>>;
}

/** Points of the layout that an image is said to lie among. */
const AROUND = 5;

/** A finished layout of a dataset's images in the same document or shadow root. */
export function finishedLayout(root: Node, dataset: DatasetInfo): Layout | undefined {
  if (!(root instanceof Document || root instanceof ShadowRoot)) return undefined;
  return [...root.querySelectorAll<Layout>('uh-umap')].find((layout) => {
    const of = layout.trace?.info.dataset;
    return layout.state === 'done' && of?.name === dataset.name && of.origin === dataset.origin;
  });
}

/** An image's place in a layout, and what it lies among. */
export interface Place {
  readonly layout: Layout;
  readonly mark: LayoutMark;
  /** Classes of the nearest points, nearest first. */
  readonly labels: readonly number[];
}

/** *Takes* the image. Rejects as the layout's `transform` does. */
export async function placeIn(layout: Layout, image: Uint8Array<ArrayBuffer>): Promise<Place> {
  const { trace } = layout;
  if (!trace) throw new Error('There is no layout to place the image in.');
  const position = await layout.transform(image);
  return { layout, mark: { trace, position }, labels: labelsAround(trace, position) };
}

/** Classes of the points of the last frame that are nearest to a place, nearest first. */
export function labelsAround({ info, frames }: UmapTrace, position: Float32Array): number[] {
  const { components, labels, points } = info;
  const embedding = frames.at(-1)?.embedding ?? new Float32Array();
  const squares = Float64Array.from({ length: points }, (_, point) => {
    let sum = 0;
    for (let c = 0; c < components; c++) {
      sum += ((embedding[point * components + c] ?? 0) - (position[c] ?? 0)) ** 2;
    }
    return sum;
  });
  const nearest: number[] = [];
  for (let i = 0; i < Math.min(AROUND, points); i++) {
    let best = -1;
    squares.forEach((square, point) => {
      if (best < 0 || square < (squares[best] ?? Infinity)) best = point;
    });
    nearest.push(labels[best] ?? 0);
    squares[best] = Infinity;
  }
  return nearest;
}

/** `In the layout, where it is marked, its 5 nearest points are 3 of Coat, 2 of Shirt.` */
export function placeText({ labels }: Place, classNames: readonly string[]): string {
  const amounts = new Map<number, number>();
  for (const label of labels) amounts.set(label, (amounts.get(label) ?? 0) + 1);
  const words = [...amounts]
    .sort(([, a], [, b]) => b - a)
    .map(([label, amount]) => {
      return `${amount === labels.length ? 'all' : amount} of ${classNames[label] ?? ''}`;
    });
  return `In the layout, where it is marked, its ${labels.length} nearest points are ${words.join(', ')}.`;
}
