import { afterEach, describe, expect, it } from 'vitest';
import { cssToRgb } from './colour.ts';
import type { EmbeddingFigureOptions } from './embedding-figure.ts';
import { EmbeddingPicture } from './embedding-picture.ts';
import { embeddingSvg } from './embedding-svg.ts';
import { pictureWidth, shorten, textWidth } from './figure-layout.ts';
import { HOME } from './view.ts';

/** Four points at the corners of a square, of two classes. */
const SQUARE = Float32Array.of(0, 0, 1, 0, 0, 1, 1, 1);

function options(more: Partial<EmbeddingFigureOptions> = {}): EmbeddingFigureOptions {
  return {
    labels: Uint8Array.of(0, 0, 1, 1),
    classNames: ['below', 'a < b & "c"'],
    components: 2,
    extent: { components: 2, min: [0, 0, 0], max: [1, 1, 0] },
    ground: '#000000',
    colours: ['#ff0000', '#00ff00'],
    opacity: [1, 1],
    view: HOME,
    width: 480,
    ...more,
  };
}

function svgOf(given: EmbeddingFigureOptions, embedding: Float32Array): Document {
  const text = [...embeddingSvg(given, embedding, 'Original data')].join('');
  const svg = new DOMParser().parseFromString(text, 'image/svg+xml');
  expect(svg.querySelector('parsererror')?.textContent).toBeUndefined();
  return svg;
}

const pictures: EmbeddingPicture[] = [];

/** The colour of a picture at a place of the figure's layout. */
function pictured(given: EmbeddingFigureOptions, embedding: Float32Array) {
  const picture = new EmbeddingPicture(given);
  pictures.push(picture);
  while (!picture.draw(embedding, 'Original data', 0));
  const pixels = picture.pixels();
  return (x: number, y: number): number[] => {
    const at = 4 * (Math.round(y) * picture.width + Math.round(x));
    return [...pixels.subarray(at, at + 3)];
  };
}

afterEach(() => {
  for (const picture of pictures.splice(0)) picture.dispose();
});

describe('an exported embedding', () => {
  it('has its points at the same places in picture and SVG', () => {
    // Without names: they stand on the points.
    const nameless = options({ classNames: ['', ''] });
    const svg = svgOf(nameless, SQUARE);
    const colourAt = pictured(nameless, SQUARE);
    const circles = [...svg.querySelectorAll('circle')];
    expect(circles).toHaveLength(4);
    for (const circle of circles) {
      const [x, y] = ['cx', 'cy'].map((name) => Number(circle.getAttribute(name)));
      const colour = circle.getAttribute('fill') ?? '';
      expect(colourAt((x ?? 0) - 0.5, (y ?? 0) - 0.5)).toEqual([...cssToRgb(colour)]);
    }
    expect(colourAt(1, 1)).toEqual([0, 0, 0]);
  });

  it('says names as they are, whatever they are', () => {
    const texts = [...svgOf(options(), SQUARE).querySelectorAll('text')];
    expect(texts.map(({ textContent }) => textContent)).toEqual([
      ...['Original data', 'below', 'a < b & "c"', 'below', 'a < b & "c"'],
    ]);
  });

  it('leaves out classes that are hidden, and points that are nowhere', () => {
    const hidden = svgOf(options({ opacity: [1, 0] }), SQUARE);
    expect(hidden.querySelectorAll('circle')).toHaveLength(2);
    expect(svgOf(options(), SQUARE.with(0, NaN)).querySelectorAll('circle')).toHaveLength(3);
  });

  it('shows three components as they are seen, the near points larger', () => {
    const cube = Float32Array.of(0, 0, 0, 1, 1, 1, 0, 0, 1, 1, 1, 0);
    const extent = { components: 3, min: [0, 0, 0], max: [1, 1, 1] } as const;
    const svg = svgOf(options({ components: 3, extent }), cube);
    const radii = [...svg.querySelectorAll('circle')].map((each) => each.getAttribute('r'));
    expect(radii).toHaveLength(4);
    expect(new Set(radii).size).toBeGreaterThan(1);
  });

  it('has an even height at every width, as videos want it', () => {
    for (const width of [160, 481, 799, 1001, 1920]) {
      const picture = new EmbeddingPicture(options({ width: pictureWidth(width) }));
      pictures.push(picture);
      expect([picture.width % 2, picture.height % 2]).toEqual([0, 0]);
      expect(Math.abs(picture.width - width)).toBeLessThanOrEqual(4);
    }
  });
});

describe('a name that has no room', () => {
  it('is cut where it ends, and a short one is not', () => {
    const long = 'a name that goes on for much longer than anybody would read';
    const cut = shorten(long, 13, 100);
    expect(cut).toMatch(/^a name.*…$/);
    expect(textWidth(cut, 13, 400)).toBeLessThanOrEqual(100);
    expect(shorten('Bag', 13, 100)).toBe('Bag');
  });
});
