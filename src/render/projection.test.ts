import { describe, expect, it } from 'vitest';
import { type Projection, project } from './projection.ts';
import { HOME, orbit } from './view.ts';

const SIZE = { width: 300, height: 200, inset: { top: 20, right: 0, bottom: 0, left: 0 } };
const BOX = { components: 2, min: [0, 0, 0], max: [10, 10, 0] } as const;

function at({ x, y }: Projection, u: number, v: number, w = 0): [number, number] {
  const apply = (row: Projection['x']): number => row[0] * u + row[1] * v + row[2] * w + row[3];
  return [apply(x), apply(y)];
}

describe('the projection', () => {
  it('fits the extent into what the insets leave, centred, with equal aspect and y up', () => {
    const fit = project(BOX, SIZE, HOME);
    expect(at(fit, 5, 5)).toEqual([150, 110]);
    expect(at(fit, 0, 0)).toEqual([60, 200]);
    expect(at(fit, 10, 10)).toEqual([240, 20]);
  });

  it('zooms about the top left corner, then pans, as d3-zoom does', () => {
    const zoomed = project(BOX, SIZE, { ...HOME, k: 2, x: -30, y: 7 });
    expect(at(zoomed, 5, 5)).toEqual([270, 227]);
    expect(at(zoomed, 10, 10)).toEqual([450, 47]);
  });

  it('survives an extent without size', () => {
    const point = { components: 2, min: [3, 3, 0], max: [3, 3, 0] } as const;
    expect(at(project(point, SIZE, HOME), 3, 3)).toEqual([150, 110]);
  });

  it('turns three components about their middle, and keeps distances from it', () => {
    const cube = { components: 3, min: [-1, -1, -1], max: [1, 1, 1] } as const;
    const front = project(cube, SIZE, { ...HOME, yaw: 0, pitch: 0 });
    expect(at(front, 1, 0, 0)[0]).toBeCloseTo(240);
    const side = project(cube, SIZE, { ...HOME, yaw: Math.PI / 2, pitch: 0 });
    expect(at(side, 0, 0, 1)[0]).toBeCloseTo(240);
    expect(at(side, 1, 0, 0)[0]).toBeCloseTo(150);
    expect(at(side, 0, 0, 0)).toEqual([150, 110]);
  });

  it('says how near a point is', () => {
    const cube = { components: 3, min: [-1, -1, -1], max: [1, 1, 1] } as const;
    const near = (yaw: number, x: number, y: number, z: number): number => {
      const [a, b, c, d] = project(cube, SIZE, { ...HOME, yaw, pitch: 0 }).depth;
      return a * x + b * y + c * z + d;
    };
    expect(near(0, 0, 0, 1)).toBeCloseTo(1);
    expect(near(0, 0, 0, -1)).toBeCloseTo(-1);
    expect(near(0, 1, 1, 0)).toBeCloseTo(0);
    expect(near(Math.PI, 0, 0, 1)).toBeCloseTo(-1);
    expect(project({ ...cube, components: 2 }, SIZE, HOME).depth).toEqual([0, 0, 0, 0]);
  });

  it('orbits half a turn in 300 px, and never past straight up or down', () => {
    expect(orbit(HOME, 300, 0).yaw - HOME.yaw).toBeCloseTo(Math.PI);
    expect(orbit(HOME, 0, 9999).pitch).toBe(Math.PI / 2);
  });
});
