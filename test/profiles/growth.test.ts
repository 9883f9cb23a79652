import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { growthOf, growthSteps } from '../../server/profiles/growth.ts';

const { hour, day } = growthSteps;

describe('the growth of a segment', () => {
  test('is told backwards from the size now, in every step of the range', () => {
    const movements = [
      { at: 2 * hour, entered: 5, exited: 0 },
      { at: 4 * hour, entered: 1, exited: 3 },
    ];
    expect(growthOf({ size: 3, countedFrom: 0, movements }, { from: hour + 10, to: 9 * hour }, hour, 5 * hour + 1)).toEqual([
      { at: hour, size: 0, entered: 0, exited: 0 },
      { at: 2 * hour, size: 5, entered: 5, exited: 0 },
      { at: 3 * hour, size: 5, entered: 0, exited: 0 },
      { at: 4 * hour, size: 3, entered: 1, exited: 3 },
      { at: 5 * hour, size: 3, entered: 0, exited: 0 },
    ]);
  });

  test('adds hours up to days', () => {
    const movements = [
      { at: 0, entered: 4, exited: 0 },
      { at: day + hour, entered: 2, exited: 1 },
      { at: day + 2 * hour, entered: 1, exited: 0 },
    ];
    expect(growthOf({ size: 6, countedFrom: 0, movements }, { from: 0, to: day + 3 * hour }, day, day + 3 * hour)).toEqual([
      { at: 0, size: 4, entered: 4, exited: 0 },
      { at: day, size: 6, entered: 3, exited: 1 },
    ]);
  });

  test('tells nothing of the time before counting began, nor of a range that ended before', () => {
    const growth = { size: 9, countedFrom: 3 * hour + 1, movements: [] };
    expect(growthOf(growth, { from: 0, to: 4 * hour }, hour, 4 * hour).map(({ at, size }) => [at, size])).toEqual([
      [3 * hour, 9],
      [4 * hour, 9],
    ]);
    expect(growthOf(growth, { from: 0, to: 2 * hour }, hour, 4 * hour)).toEqual([]);
  });

  test('of any part of the time agrees with all of it', () => {
    const move = fc.record({ at: fc.integer({ min: 0, max: 40 }).map((at) => at * hour), entered: fc.nat(9), exited: fc.nat(9) });
    fc.assert(
      fc.property(fc.uniqueArray(move, { selector: ({ at }) => at }), fc.nat(40), fc.nat(40), (unsorted, one, other) => {
        const movements = unsorted.toSorted((a, b) => a.at - b.at);
        const growth = { size: 1_000, countedFrom: 0, movements };
        const [from, to] = [Math.min(one, other) * hour, Math.max(one, other) * hour];
        const whole = growthOf(growth, { from: 0, to: 40 * hour }, hour, 40 * hour);
        const part = growthOf({ ...growth, movements: movements.filter(({ at }) => at >= from) }, { from, to }, hour, 40 * hour);
        expect(part).toEqual(whole.filter(({ at }) => at >= from && at <= to));
        whole.forEach(({ size, entered, exited }, index) =>
          expect(size - entered + exited).toBe(whole[index - 1]?.size ?? 1_000 - movements.reduce((sum, m) => sum + m.entered - m.exited, 0)),
        );
      }),
    );
  });
});
