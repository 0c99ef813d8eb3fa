import { pointOnScreen } from '../../render/pick.ts';
import { placeLabels } from '../../render/place-labels.ts';
import type { UmapTrace } from '../../trace/trace.ts';
import type { StageTick } from './stage.ts';

const SVG = 'http://www.w3.org/2000/svg';
const LABEL_HEIGHT = 19;
/** Opacity of the names of classes that are not in question. */
const FAINT = '0.3';
/** Room beside a label's text, px: its halo. */
const LABEL_MARGIN = 8;

/** What the overlay shows. */
export interface OverlayView {
  readonly names: readonly string[];
  readonly hidden: ReadonlySet<number>;
  /** Whether a class is not the one in question. */
  readonly isFaint: (label: number) => boolean;
  /** The point that gets the ring. */
  readonly picked: number | undefined;
  /** A place that is marked, one value a component. */
  readonly marked: Float32Array | undefined;
}

/** A place in the last frame of a trace that is no point of it. */
export interface LayoutMark {
  readonly trace: UmapTrace;
  /** One value a component. */
  readonly position: Float32Array;
}

/**
 * The class names over the plot, and the ring around the point in question. Written straight to the
 * SVG, as it follows the points at the display's rate.
 */
export class Overlay {
  private texts: { readonly node: SVGTextElement; readonly width: number }[] = [];
  private names: readonly string[] = [];
  private readonly ring = [circle('halo', 8), circle('ring', 8)];
  private readonly mark = [circle('halo', 11), circle('mark', 11), circle('mark dot', 3)];

  constructor(private readonly svg: SVGSVGElement) {
    svg.append(...this.mark, ...this.ring);
  }

  /** Returns where the picked point is. */
  update(
    tick: StageTick | undefined,
    { names, hidden, isFaint, picked, marked }: OverlayView,
  ): { x: number; y: number } | undefined {
    if (names !== this.names) this.setNames(names);
    const { clientWidth: width, clientHeight: height } = this.svg;
    const anchors = this.texts.map(({ width: textWidth }, label) => ({
      ...(tick && !hidden.has(label) ? anchorOf(tick, label) : { x: NaN, y: NaN }),
      width: textWidth + LABEL_MARGIN,
      height: LABEL_HEIGHT,
    }));
    placeLabels(anchors, width, height).forEach(({ x, y, shown }, label) => {
      const node = this.texts[label]?.node;
      if (!node) return;
      node.style.opacity = shown ? (isFaint(label) ? FAINT : '1') : '0';
      if (!Number.isNaN(x))
        node.setAttribute('transform', `translate(${x.toFixed(1)} ${y.toFixed(1)})`);
    });

    place(this.mark, tick && marked && placeOnScreen(tick, marked));
    const at = tick && picked !== undefined ? pointOnScreen(tick.points, picked) : undefined;
    place(this.ring, at);
    return at;
  }

  private setNames(names: readonly string[]): void {
    for (const { node } of this.texts) node.remove();
    this.names = names;
    this.texts = names.map((name) => {
      const node = document.createElementNS(SVG, 'text');
      node.textContent = name;
      this.svg.insertBefore(node, this.ring[0] ?? null);
      return { node, width: node.getComputedTextLength() };
    });
  }
}

function anchorOf({ medians, points }: StageTick, label: number): { x: number; y: number } {
  return pointOnScreen({ ...points, from: medians, to: medians, mix: 0 }, label);
}

function placeOnScreen({ points }: StageTick, position: Float32Array): { x: number; y: number } {
  return pointOnScreen({ ...points, from: position, to: position, mix: 0 }, 0);
}

function place(nodes: readonly SVGElement[], at: { x: number; y: number } | undefined): void {
  for (const node of nodes) {
    node.style.display = at ? '' : 'none';
    if (at) node.setAttribute('transform', `translate(${at.x} ${at.y})`);
  }
}

function circle(name: string, radius: number): SVGCircleElement {
  const node = document.createElementNS(SVG, 'circle');
  node.setAttribute('class', name);
  node.setAttribute('r', String(radius));
  node.style.display = 'none';
  return node;
}
