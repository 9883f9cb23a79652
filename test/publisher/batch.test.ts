import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { takeBatch } from '../../server/publisher/batch.ts';

const limits = { maxRecordsPerRequest: 5, maxBytesPerRequest: 100, maxBytesPerRecord: 100 };

function lineOf(sizes: readonly number[]) {
  const items = sizes.map((size, number) => ({ size, number }));
  let next = 0;
  return { items, peek: () => items[next], take: () => items[next++], left: () => items.length - next };
}

describe('a batch', () => {
  test('holds no more records and bytes than one request may, in the order of the line, and as much as fits', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 100 }), { maxLength: 40 }), (sizes) => {
        const line = lineOf(sizes);
        const taken: number[] = [];
        while (line.left() > 0) {
          const batch = takeBatch(line, limits);
          const bytes = batch.reduce((sum, { size }) => sum + size, 0);
          expect(batch.length).toBeGreaterThan(0);
          expect(batch.length).toBeLessThanOrEqual(limits.maxRecordsPerRequest);
          expect(bytes).toBeLessThanOrEqual(limits.maxBytesPerRequest);
          const following = line.peek();
          expect(following === undefined || batch.length === limits.maxRecordsPerRequest || bytes + following.size > limits.maxBytesPerRequest).toBe(true);
          taken.push(...batch.map(({ number }) => number));
        }
        expect(taken).toEqual(sizes.map((_, number) => number));
      }),
    );
  });

  test('counts what it already holds', () => {
    const held = takeBatch(lineOf([40, 40]), limits);
    const line = lineOf([20, 1]);
    expect(takeBatch(line, limits, held).map(({ size }) => size)).toEqual([40, 40, 20]);
    expect(line.left()).toBe(1);
  });
});
