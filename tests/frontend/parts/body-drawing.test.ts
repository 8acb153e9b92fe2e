import { describe, expect, it } from 'vitest';
import { places } from '../../../frontend/src/catalogue';
import { HEIGHT, OUTLINE, PLACES, WIDER, WIDTH } from '../../../frontend/src/parts/body/drawing';

/** The points of a path of upper-case commands; V and H take their missing coordinate from the point before. */
function points(path: string): [number, number][] {
  const found: [number, number][] = [];
  let [x, y] = [0, 0];
  for (const [, command, numbers] of path.matchAll(/([A-Z])([^A-Z]*)/g)) {
    const values = numbers!.match(/[\d.]+/g)?.map(Number) ?? [];
    if (command === 'V') values.unshift(x);
    if (command === 'H') values.push(y);
    for (let i = 0; i + 1 < values.length; i += 2) {
      [x, y] = [values[i]!, values[i + 1]!];
      found.push([x, y]);
    }
  }
  return found;
}

const key = ([x, y]: [number, number]): string => `${x} ${y}`;

describe('the body drawing', () => {
  it.each(['front', 'back'] as const)('shows from the %s exactly the places that are visible there', (side) => {
    const seen = places.filter(({ sides }) => sides.includes(side)).map(({ code }) => code);
    expect(Object.keys(PLACES[side]).sort()).toEqual([...seen].sort());
  });

  it('is symmetrical, so that it depicts nobody in particular', () => {
    for (const path of [OUTLINE, ...Object.values(PLACES.front), ...Object.values(PLACES.back), ...Object.values(WIDER)]) {
      const all = new Set(points(path).map(key));
      for (const [x, y] of points(path)) expect(all).toContain(key([WIDTH - x, y]));
    }
  });

  it('lies within its view box', () => {
    for (const [x, y] of points(OUTLINE)) {
      expect(x > 0 && x < WIDTH && y > 0 && y < HEIGHT).toBe(true);
    }
  });
});
