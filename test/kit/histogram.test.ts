import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addHistograms, bucketOf, percentile } from '../../server/kit/histogram.ts';

const dayMs = 24 * 60 * 60 * 1000;
const histogramOf = (values: readonly number[]) => values.reduce<Record<string, number>>((sum, value) => addHistograms(sum, { [bucketOf(value)]: 1 }), {});

describe('latency histograms', () => {
  it('read a value back within 2.5 % from 0.1 ms to 7 days', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.1, max: 7 * dayMs, noNaN: true }), (value) => {
        const read = percentile({ [bucketOf(value)]: 1 }, 50) ?? Number.NaN;
        expect(Math.abs(read - value) / value).toBeLessThanOrEqual(0.0251);
      }),
      { numRuns: 2_000 },
    );
  });

  it('put what is too small or too large into the first or last bucket', () => {
    expect([0, -5, 0.05, 0.1, Number.NaN].map(bucketOf)).toEqual(['0', '0', '0', '0', '0']);
    expect(new Set([7 * dayMs, 30 * dayMs, Number.MAX_SAFE_INTEGER, Number.POSITIVE_INFINITY].map(bucketOf)).size).toBe(1);
  });

  it('keep the numbers of their buckets for ever, since they are stored', () => {
    expect([0.11, 1, 40, 1_000, 60_000, dayMs].map(bucketOf)).toEqual(['2', '48', '123', '189', '273', '422']);
  });

  it('find the percentile that sorting the values finds', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0.1, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 200 }), fc.integer({ min: 0, max: 100 }), (values, p) => {
        const sorted = values.toSorted((a, b) => a - b);
        const exact = sorted[Math.max(0, Math.ceil((p / 100) * sorted.length) - 1)] as number;
        expect(Math.abs((percentile(histogramOf(values), p) ?? Number.NaN) - exact) / exact).toBeLessThanOrEqual(0.0251);
      }),
    );
  });

  it('add up to the histogram of all values together, in any order', () => {
    const values = fc.array(fc.double({ min: 0, max: 1e7, noNaN: true }), { maxLength: 50 });
    fc.assert(
      fc.property(values, values, (a, b) => {
        const together = histogramOf([...a, ...b]);
        expect(addHistograms(histogramOf(a), histogramOf(b))).toEqual(together);
        expect(addHistograms(histogramOf(b), histogramOf(a))).toEqual(together);
      }),
    );
  });

  it('know no percentile of nothing', () => {
    expect(percentile({}, 50)).toBeNull();
    expect(percentile({ '5': 0 }, 50)).toBeNull();
  });
});
