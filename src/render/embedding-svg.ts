import { drawOrder } from './draw-order.ts';
import { EmbeddingFigure, type EmbeddingFigureOptions } from './embedding-figure.ts';
import { FIGURE_FONT, shorten } from './figure-layout.ts';
import { pointOnScreen } from './pick.ts';
import { sizeAt } from './depth-cue.ts';
import type { ScatterScene } from './scatter.ts';

/** Points a part: a millisecond or two. */
const BLOCK = 2000;

/**
 * A frame's embedding as SVG, in parts that make the document one after another, so that whoever puts them together can let
 * the page live between them. One `<circle>` a point, in the order in which pictures draw them; texts are texts.
 * *Borrows* the embedding.
 */
export function* embeddingSvg(
  options: EmbeddingFigureOptions,
  embedding: Float32Array,
  title: string,
): Generator<string, void> {
  const figure = new EmbeddingFigure(options);
  const { layout, text } = figure;
  const { width, height } = layout;
  const scene = figure.scene(embedding);
  yield (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${options.width}" height="${(options.width * height) / width}" ` +
    `viewBox="0 0 ${width} ${height}" font-family="${escape(FIGURE_FONT)}" fill="${text}">\n` +
    `<title>${escape(title)}</title>\n<rect width="100%" height="100%" fill="${escape(options.ground)}"/>\n` +
    `<clipPath id="plot"><rect width="${width}" height="${height}"/></clipPath>\n<g clip-path="url(#plot)">\n`
  );
  yield* circles(options, scene);
  yield `</g>\n${words(figure, scene, title)}</svg>\n`;
}

function* circles(options: EmbeddingFigureOptions, scene: ScatterScene): Generator<string, void> {
  const { labels, layers = labels, colours, opacity } = options;
  const order = drawOrder(labels.length);
  const [az, bz, cz, dz] = scene.projection.depth;
  for (let begin = 0; begin < order.length; begin += BLOCK) {
    let part = '';
    for (const index of order.subarray(begin, begin + BLOCK)) {
      const layer = layers[index] ?? 0;
      const { x, y } = pointOnScreen(scene, index);
      const shown = opacity[layer] ?? 1;
      if (shown === 0 || !Number.isFinite(x + y)) continue;
      let radius = scene.pointSize / 2;
      if (scene.components === 3) {
        const [u = 0, v = 0, w = 0] = scene.from.subarray(3 * index, 3 * index + 3);
        radius *= sizeAt(Math.min(1, Math.max(-1, az * u + bz * v + cz * w + dz)));
      }
      part +=
        `<circle cx="${short(x)}" cy="${short(y)}" r="${short(radius)}" ` +
        `fill="${colours[layer] ?? '#888'}"${shown < 1 ? ` fill-opacity="${short(shown)}"` : ''}/>\n`;
    }
    yield part;
  }
}

function words(figure: EmbeddingFigure, scene: ScatterScene, title: string): string {
  const { layout, options } = figure;
  const { classNames, colours, opacity } = options;
  const names = figure
    .names(scene)
    .map(
      ({ x, y, label }) =>
        `<text x="${short(x)}" y="${short(y)}">${escape(classNames[label])}</text>`,
    );
  const legend = layout.blocks.map((block, label) => {
    const name = shorten(classNames[label] ?? '', layout.legendSize, layout.legendWidth);
    const faint = opacity[label] === 0 ? ' opacity="0.25"' : '';
    return (
      `<g${faint}><rect x="${short(block.x)}" y="${short(block.y)}" width="${block.width}" height="${short(block.height)}" ` +
      `fill="${colours[label] ?? '#888'}"/><text x="${short(block.x + block.width + 8)}" ` +
      `y="${short(block.y + block.height / 2)}">${escape(name)}</text></g>`
    );
  });
  return (
    `<text x="${short(layout.title.x)}" y="${layout.title.y}" font-size="${layout.title.size}" font-weight="600" ` +
    `text-anchor="middle" dominant-baseline="central">${escape(title)}</text>\n` +
    `<g font-size="${layout.nameSize}" font-weight="600" text-anchor="middle" dominant-baseline="central" ` +
    `stroke="${escape(options.ground)}" stroke-width="5" stroke-linejoin="round" paint-order="stroke">\n` +
    `${names.join('\n')}\n</g>\n` +
    `<g font-size="${short(layout.legendSize)}" dominant-baseline="central">\n${legend.join('\n')}\n</g>\n`
  );
}

function short(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** XML has no control characters, and a text no markup. */
function escape(text = ''): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll(/[^\t\n\r\u0020-\uFFFD\u{10000}-\u{10FFFF}]/gu, '');
}
