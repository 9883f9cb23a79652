import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MovingSum } from '../../server/kit/movingSum.ts';

test('holds what was added in the last slots, and nothing from before', () => {
  const sum = new MovingSum(1_000, 3);
  sum.add(1, 500_100);
  sum.add(2, 501_999);
  sum.add(4, 502_000);
  expect(sum.total(502_999)).toBe(7);
  expect(sum.total(503_000)).toBe(6);
  expect(sum.total(504_000)).toBe(4);
  expect(sum.total(505_000)).toBe(0);
});

test('is empty after a rest of any length, and counts anew', () => {
  const sum = new MovingSum(1_000, 3);
  sum.add(5, 0);
  expect(sum.total(1e12)).toBe(0);
  sum.add(1, 1e12);
  expect(sum.total(1e12)).toBe(1);
});

test('counts a time before the newest as the newest', () => {
  const sum = new MovingSum(1_000, 3);
  sum.add(1, 9_000);
  sum.add(1, 2_000);
  expect([sum.total(9_000), sum.total(11_999), sum.total(12_000)]).toEqual([2, 2, 0]);
});

test('is the plain sum over the slots, whatever comes when', () => {
  const steps = fc.array(fc.record({ wait: fc.nat(4_000), value: fc.nat(100) }), { maxLength: 60 });
  fc.assert(
    fc.property(steps, (added) => {
      const sum = new MovingSum(1_000, 5);
      const all: { slot: number; value: number }[] = [];
      let now = 0;
      for (const { wait, value } of added) {
        now += wait;
        sum.add(value, now);
        const slot = Math.floor(now / 1_000);
        all.push({ slot, value });
        expect(sum.total(now)).toBe(all.filter((one) => one.slot > slot - 5).reduce((total, one) => total + one.value, 0));
      }
    }),
  );
});
