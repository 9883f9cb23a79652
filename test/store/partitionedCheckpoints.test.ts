import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LogProgress } from '../../server/delivery/logProgress.ts';
import { laneCount, lanesOf } from '../../server/kit/lane.ts';
import { mergeCheckpoints, splitCheckpoint } from '../../server/store/partitionedCheckpoints.ts';

const count = 4;
const partitionOf = (lane: number): number => Math.floor((lane * count) / laneCount);
const logs = fc.array(fc.record({ lane: fc.integer({ min: 0, max: laneCount - 1 }), gap: fc.integer({ min: 1, max: 3 }) }), { minLength: 1, maxLength: 120 }).map((entries) => {
  let sequence = 0;
  return entries.map(({ lane, gap }) => ({ sequence: (sequence += gap), lane }));
});
/** How far each of two workers has read, as a part of the log, and which of its changes have their outcome. */
const workers = fc.array(fc.record({ read: fc.double({ min: 0, max: 1, noNaN: true }), settled: fc.array(fc.boolean(), { minLength: 1, maxLength: 40 }) }), {
  minLength: 2,
  maxLength: 2,
});

describe('a destination that was worked on by several', () => {
  test('goes on in other hands with exactly what has no outcome, in order', () => {
    fc.assert(
      fc.property(logs, workers, fc.shuffledSubarray([0, 1, 2, 3], { minLength: 1 }), (log, states, taken) => {
        const done = new Set<number>();
        const stored = states.flatMap(({ read, settled }, worker) => {
          const held = [worker * 2, worker * 2 + 1];
          const progress = new LogProgress({ position: 0, lanes: [] }, lanesOf(held, count));
          log.slice(0, Math.round(read * log.length)).forEach((entry, index) => {
            if (!progress.read(entry)) return;
            progress.open(entry);
            if (settled[index % settled.length] !== true) return;
            progress.settle(entry);
            done.add(entry.sequence);
          });
          return splitCheckpoint(progress.snapshot(), held, count);
        });
        const merged = mergeCheckpoints(
          stored.filter(({ partition }) => taken.includes(partition)),
          count,
        );
        const progress = new LogProgress(merged, lanesOf(taken, count));
        const handed = log.filter((entry) => entry.sequence > progress.position && progress.read(entry)).map(({ sequence }) => sequence);
        const missing = log.filter(({ sequence, lane }) => taken.includes(partitionOf(lane)) && !done.has(sequence)).map(({ sequence }) => sequence);
        expect(handed).toEqual(missing);
        expect(merged.watermark).toBeLessThan(Math.min(...missing, Number.MAX_SAFE_INTEGER));
      }),
    );
  });
});
