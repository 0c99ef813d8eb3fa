import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createScatter } from './create-scatter.ts';
import { drawOrder } from './draw-order.ts';
import type { ScatterRenderer, ScatterScene } from './scatter.ts';
import { WebGl2Scatter } from './scatter-webgl2.ts';
import { createProgram } from './shader.ts';

const RED = '#ff0000';
const BLUE = '#0000ff';
/** Data 0..1 onto 100 × 100 CSS px, y up. */
const PROJECTION = { x: [100, 0, 0, 0], y: [0, -100, 0, 100], depth: [0, 0, 0, 0] } as const;

function scene(
  from: Float32Array,
  changes: Partial<ScatterScene> = {},
): ScatterScene & { from: Float32Array } {
  return {
    from,
    to: from,
    mix: 0,
    components: 2,
    projection: PROJECTION,
    opacity: [1, 1],
    pointSize: 6,
    background: '#102030',
    ...changes,
  };
}

describe.each(['webgl2', 'canvas2d'] as const)('a scatter drawn by %s', (kind) => {
  let canvas: HTMLCanvasElement;
  let scatter: ScatterRenderer;

  beforeEach(() => {
    canvas = document.createElement('canvas');
    scatter = createScatter(canvas, kind);
    scatter.resize(100, 100, 1);
  });

  afterEach(() => {
    scatter.dispose();
  });

  const pixel = (x: number, y: number): number[] => {
    const { data, width } = scatter.readPixels();
    return [...data.subarray((y * width + x) * 4, (y * width + x) * 4 + 4)];
  };

  it('says what it is', () => {
    expect(scatter.kind).toBe(kind);
  });

  it('puts each point where it belongs, in the colour of its class, on the ground', () => {
    scatter.setClasses(new Uint8Array([0, 1]), [RED, BLUE]);
    scatter.draw(scene(new Float32Array([0.205, 0.895, 0.805, 0.305])));
    expect(pixel(20, 10)).toEqual([255, 0, 0, 255]);
    expect(pixel(80, 69)).toEqual([0, 0, 255, 255]);
    expect(pixel(50, 50)).toEqual([16, 32, 48, 255]);
  });

  it('draws discs: as much ink as their area, soft at the edge, none in the corners', () => {
    scatter.setClasses(new Uint8Array([0]), ['#ffffff']);
    scatter.draw(scene(new Float32Array([0.5, 0.5]), { background: '#000000', pointSize: 11 }));
    const { data } = scatter.readPixels();
    let ink = 0;
    for (let at = 0; at < data.length; at += 4) ink += (data[at] ?? 0) / 255;
    expect(ink).toBeGreaterThan(0.95 * Math.PI * 5.5 ** 2);
    expect(ink).toBeLessThan(1.05 * Math.PI * 5.5 ** 2);
    expect(pixel(45, 45)[0]).toBe(0);
  });

  it('mixes two frames', () => {
    scatter.setClasses(new Uint8Array([0]), [RED]);
    const to = new Float32Array([0.905, 0.505]);
    scatter.draw(scene(new Float32Array([0.105, 0.505]), { to, mix: 0.5 }));
    expect(pixel(50, 49)).toEqual([255, 0, 0, 255]);
    expect(pixel(10, 49)).toEqual([16, 32, 48, 255]);
  });

  it('hides a class of opacity 0, and blends one of a half', () => {
    scatter.setClasses(new Uint8Array([0, 1]), [RED, '#ffffff']);
    const positions = new Float32Array([0.205, 0.505, 0.805, 0.505]);
    scatter.draw(scene(positions, { opacity: [0, 0.5], background: '#000000' }));
    expect(pixel(20, 49)).toEqual([0, 0, 0, 255]);
    expect(Math.abs((pixel(80, 49)[0] ?? 0) - 128)).toBeLessThanOrEqual(1);
  });

  it('is as large as the display has pixels', () => {
    scatter.resize(100, 50, 2);
    scatter.setClasses(new Uint8Array([0]), [RED]);
    scatter.draw(scene(new Float32Array([0.505, 0.505])));
    expect([canvas.width, canvas.height]).toEqual([200, 100]);
    expect(pixel(101, 99)).toEqual([255, 0, 0, 255]);
  });

  it('draws three components', () => {
    scatter.setClasses(new Uint8Array([0]), [RED]);
    const projection = { x: [0, 0, 100, 0], y: [0, -100, 0, 100], depth: [0, 0, 0, 0] } as const;
    scatter.draw(scene(new Float32Array([0, 0.5, 0.305]), { components: 3, projection }));
    expect(pixel(30, 50)).toEqual([255, 0, 0, 255]);
  });

  it('draws what is near larger and stronger', () => {
    scatter.setClasses(new Uint8Array([0, 0]), [RED]);
    const depth = [0, 0, 1, 0] as const;
    const projection = { x: [100, 0, 0, 0], y: [0, -100, 0, 100], depth } as const;
    const positions = new Float32Array([0.255, 0.505, -1, 0.755, 0.505, 1]);
    scatter.draw(scene(positions, { components: 3, projection, pointSize: 10 }));
    const [far, near] = [pixel(25, 49)[0] ?? 0, pixel(75, 49)[0] ?? 0];
    expect(near).toBe(255);
    expect(far).toBeGreaterThan(120);
    expect(far).toBeLessThan(220);
    const reddish = (x: number): boolean => (pixel(x, 49)[0] ?? 0) > 100;
    expect([reddish(25 + 5), reddish(75 + 5)]).toEqual([false, true]);
  });

  it('takes other labels, other colours and no points at all', () => {
    const positions = new Float32Array([0.505, 0.505]);
    scatter.setClasses(new Uint8Array([0]), [RED, BLUE]);
    scatter.draw(scene(positions));
    scatter.setClasses(new Uint8Array([1]), [RED, BLUE]);
    scatter.draw(scene(positions));
    expect(pixel(50, 49)).toEqual([0, 0, 255, 255]);
    scatter.setClasses(new Uint8Array([1]), [RED, '#00ff00']);
    scatter.draw(scene(positions));
    expect(pixel(50, 49)).toEqual([0, 255, 0, 255]);
    scatter.setClasses(new Uint8Array(0), []);
    scatter.draw(scene(new Float32Array(0)));
    expect(pixel(50, 49)).toEqual([16, 32, 48, 255]);
  });

  it('passes over points that are NaN or out of sight', () => {
    scatter.setClasses(new Uint8Array([0, 0, 1]), [RED, BLUE]);
    scatter.draw(scene(new Float32Array([NaN, NaN, 900, -900, 0.505, 0.505])));
    expect(pixel(50, 49)).toEqual([0, 0, 255, 255]);
  });

  it('may be disposed of twice', () => {
    scatter.dispose();
    scatter.dispose();
  });
});

describe('the WebGL2 scatter', () => {
  it('uploads one array a frame while playing on, and none when it steps back one', () => {
    const scatter = new WebGl2Scatter(document.createElement('canvas'));
    scatter.setClasses(new Uint8Array([0]), [RED]);
    const frames = Array.from({ length: 5 }, (_, i) => new Float32Array([i / 5, 0.5]));
    const show = (k: number, mix: number): void => {
      const [from, to] = [frames[k], frames[k + 1]];
      if (from && to) scatter.draw(scene(from, { to, mix }));
    };
    for (let k = 0; k < 4; k++) for (const mix of [0, 0.5]) show(k, mix);
    expect(scatter.uploads).toBe(5);
    show(2, 0);
    expect(scatter.uploads).toBe(5);
    scatter.dispose();
  });

  it('draws its last scene again when a lost context comes back', async () => {
    const canvas = document.createElement('canvas');
    const scatter = new WebGl2Scatter(canvas);
    scatter.resize(20, 20, 1);
    scatter.setClasses(new Uint8Array([0]), [RED]);
    const projection = { x: [20, 0, 0, 0], y: [0, -20, 0, 20], depth: [0, 0, 0, 0] } as const;
    const last = scene(new Float32Array([0.5, 0.5]), { projection });
    scatter.draw(last);
    const extension = canvas.getContext('webgl2')?.getExtension('WEBGL_lose_context');
    const event = (type: string): Promise<Event> =>
      new Promise((resolve) => {
        canvas.addEventListener(type, resolve, { once: true });
      });
    const lost = event('webglcontextlost');
    extension?.loseContext();
    await lost;
    scatter.draw(last); // to no effect, and without an error
    await new Promise((resolve) => setTimeout(resolve));
    const restored = event('webglcontextrestored');
    extension?.restoreContext();
    await restored;
    const { data } = scatter.readPixels();
    expect([...data.subarray((10 * 20 + 10) * 4, (10 * 20 + 10) * 4 + 3)]).toEqual([255, 0, 0]);
    scatter.dispose();
  });

  it('gives its context back when disposed of', () => {
    for (let i = 0; i < 40; i++) {
      const canvas = document.createElement('canvas');
      const scatter = new WebGl2Scatter(canvas);
      scatter.dispose();
      expect(canvas.getContext('webgl2')?.isContextLost()).toBe(true);
    }
  });
});

it('a shader that does not compile is quoted with its line', () => {
  const gl = document.createElement('canvas').getContext('webgl2');
  if (!gl) throw new Error('no WebGL2 here');
  const vertex = {
    name: 'a.vert.glsl',
    text: '#version 300 es\nvoid main() {\n  nonsense = 1;\n}',
  };
  const fragment = { name: 'b.frag.glsl', text: '#version 300 es\nvoid main() {}' };
  expect(() => createProgram(gl, vertex, fragment)).toThrow(
    /a\.vert\.glsl does not compile:[^]*nonsense[^]*3 \| nonsense = 1;/,
  );
});

it('points are drawn in an order that has each once and mixes neighbours', () => {
  for (const count of [0, 1, 2, 3, 10, 100, 5000]) {
    expect([...drawOrder(count)].sort((a, b) => a - b)).toEqual(
      Array.from({ length: count }, (_, i) => i),
    );
  }
  // Data sorted by class: the first half of what is drawn holds about half of each class.
  const early = drawOrder(1000).slice(0, 500);
  const firstTenth = early.filter((index) => index < 100).length;
  expect(Math.abs(firstTenth - 50)).toBeLessThanOrEqual(3);
});
