import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Watermark } from '../../server/kit/watermark.ts';

/** Ascending sequences with gaps; for each: does it need an outcome, and when does it get it. */
const logs = fc.array(fc.record({ gap: fc.integer({ min: 1, max: 3 }), open: fc.boolean(), settleAfter: fc.integer({ min: 0, max: 8 }) }), { maxLength: 60 });

describe('Watermark', () => {
  test('never passes an unsettled sequence, and a restart repeats exactly what has no outcome', () => {
    fc.assert(
      fc.property(logs, fc.integer({ min: 0, max: 60 }), (log, crashAt) => {
        const sequences = log.reduce<number[]>((all, { gap }) => [...all, (all.at(-1) ?? 0) + gap], []);
        const settled = new Set<number>();
        const first = new Watermark(0, []);
        const due = new Map<number, number[]>();
        sequences.slice(0, crashAt).forEach((sequence, index) => {
          const { open, settleAfter } = log[index] as (typeof log)[number];
          expect(first.read(sequence)).toBe(true);
          if (open) {
            first.open(sequence);
            due.set(index + settleAfter, [...(due.get(index + settleAfter) ?? []), sequence]);
          } else settled.add(sequence);
          for (const ready of due.get(index) ?? []) {
            first.settle(ready);
            settled.add(ready);
          }
          const unsettled = sequences.slice(0, index + 1).filter((candidate) => !settled.has(candidate));
          expect(first.watermark).toBe(unsettled.length > 0 ? (unsettled[0] as number) - 1 : sequence);
          expect(first.unsettled).toBe(unsettled.length);
        });
        const restarted = new Watermark(first.watermark, first.settledAhead());
        const repeated = sequences.filter((sequence) => sequence > first.watermark && restarted.read(sequence));
        expect(repeated).toEqual(sequences.filter((sequence) => !settled.has(sequence)));
      }),
    );
  });

  test('keeps what an earlier reader settled until it has passed it', () => {
    const restarted = new Watermark(10, [
      [12, 14],
      [20, 30],
    ]);
    expect(restarted.read(11)).toBe(true);
    restarted.open(11);
    expect(restarted.read(12)).toBe(false);
    expect(restarted.settledAhead()).toEqual([
      [12, 12],
      [13, 14],
      [20, 30],
    ]);
    restarted.settle(11);
    expect(restarted.watermark).toBe(12);
    expect(restarted.settledAhead()).toEqual([
      [13, 14],
      [20, 30],
    ]);
  });

  test('refuses to go back, to open what was not just read, and to settle what is not open', () => {
    const watermark = new Watermark(5, []);
    expect(() => watermark.read(5)).toThrow(RangeError);
    watermark.read(6);
    expect(() => watermark.open(7)).toThrow(RangeError);
    expect(() => watermark.settle(6)).toThrow(RangeError);
  });
});
