import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fairShare, nextAllotment, type Need } from '../../server/publisher/fairShare.ts';

const anyNeed = fc.record({ weight: fc.integer({ min: 1, max: 16 }), need: fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constant(Number.POSITIVE_INFINITY)) });
const anyNeeds = fc.array(anyNeed, { minLength: 1, maxLength: 8 });
const sum = (parts: readonly number[]): number => parts.reduce((whole, part) => whole + part, 0);
const tiny = 1e-9;

/** What each of them takes when all know each other. */
const shares = (needs: readonly Need[]): number[] =>
  needs.map(({ weight, need }, index) =>
    Math.min(
      need,
      fairShare(
        weight,
        needs.filter((_, other) => other !== index),
      ),
    ),
  );

describe('the fair share', () => {
  test('together they take all there is or all they need, and no more', () => {
    fc.assert(
      fc.property(anyNeeds, (needs) => {
        expect(sum(shares(needs))).toBeCloseTo(Math.min(1, sum(needs.map(({ need }) => need))), 9);
      }),
    );
  });

  test('nobody gets less than its weight, whatever the others need', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 16 }), anyNeeds, (weight, others) => {
        const part = weight / sum([weight, ...others.map((other) => other.weight)]);
        expect(fairShare(weight, others)).toBeGreaterThanOrEqual(part - tiny);
      }),
    );
  });

  test('alone it is everything, and nothing for who has no part in the work', () => {
    expect(fairShare(3, [])).toBe(1);
    expect(fairShare(0, [{ weight: 1, need: 0.2 }])).toBe(0);
  });

  test('who needs little leaves the rest by weight', () => {
    const others = [
      { weight: 8, need: 0.1 },
      { weight: 4, need: Number.POSITIVE_INFINITY },
    ];
    expect(fairShare(2, others)).toBeCloseTo(0.3);
  });
});

describe('what a sender may take from now on', () => {
  const anyView = fc
    .record({
      allotted: fc.double({ min: 0, max: 1, noNaN: true }),
      weight: fc.integer({ min: 1, max: 16 }),
      others: anyNeeds,
      usedByOthers: fc.double({ min: 0, max: 2, noNaN: true }),
    })
    .map((view) => ({ ...view, part: view.weight / sum([view.weight, ...view.others.map((other) => other.weight)]) }));

  test('is its part at most until it wants more, its fair share then, and never nothing', () => {
    fc.assert(
      fc.property(anyView, (view) => {
        const calm = nextAllotment({ ...view, wantsMore: false });
        expect(calm).toBeGreaterThan(0);
        expect(calm).toBeLessThanOrEqual(view.part + tiny);
        expect(nextAllotment({ ...view, wantsMore: true })).toBe(fairShare(view.weight, view.others));
      }),
    );
  });

  test('several that begin at once, or have rested, take no more than there is', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 16 }), { minLength: 1, maxLength: 8 }), fc.double({ min: 0, max: 1, noNaN: true }), (weights, allotted) => {
        const begun = weights.map((weight) => nextAllotment({ allotted, wantsMore: false, weight, part: weight / sum(weights), others: [], usedByOthers: 0 }));
        expect(sum(begun)).toBeLessThanOrEqual(1 + tiny);
      }),
    );
  });

  test('who begins where all is used takes a foothold, and what it has it keeps', () => {
    const view = { wantsMore: false, weight: 8, part: 0.5, others: [{ weight: 8, need: Number.POSITIVE_INFINITY }], usedByOthers: 1 };
    expect(nextAllotment({ ...view, allotted: 0 })).toBeCloseTo(0.05);
    expect(nextAllotment({ ...view, allotted: 0.4 })).toBe(0.4);
    expect(nextAllotment({ ...view, allotted: 0.4, usedByOthers: 0.55 })).toBeCloseTo(0.45);
    expect(nextAllotment({ ...view, allotted: 1 })).toBe(0.5);
  });
});
