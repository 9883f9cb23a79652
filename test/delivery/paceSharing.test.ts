import { describe, expect, test } from 'vitest';
import { PaceSharing } from '../../server/delivery/paceSharing.ts';
import type { ShardLimit } from '../fakes/fakeShards.ts';
import { simulateSharing, type Second, type SimulatedWorker } from './sharingSimulation.ts';

const all = (): number => 100_000;
const worker = (from = 0, to = Number.POSITIVE_INFINITY, ...wishes: readonly ((now: number) => number)[]): SimulatedWorker => ({
  from,
  to,
  wishes: wishes.length === 0 ? [all] : wishes,
});
const several = (count: number): SimulatedWorker[] => Array.from({ length: count }, () => worker());

/** The seconds from one up to another, of all senders. */
function between(senders: readonly Second[][][], from: number, to: number) {
  const own = senders.flat().map((seconds) => seconds.slice(from, to));
  const takenOf = (seconds: readonly Second[]): number => seconds.reduce((sum, { taken }) => sum + taken, 0);
  const taken = own.reduce((sum, seconds) => sum + takenOf(seconds), 0);
  const refused = own.flat().reduce((sum, second) => sum + second.refused, 0);
  return { used: taken / (1_000 * (to - from)), refused: refused / (taken + refused), parts: own.map((seconds) => takenOf(seconds) / taken) };
}

const models: readonly [string, ShardLimit][] = [
  ['a bucket of a second', { kind: 'bucket', seconds: 1 }],
  ['a bucket of a fifth of a second', { kind: 'bucket', seconds: 0.2 }],
  ['a window of a second', { kind: 'window' }],
];

describe('workers that know each other', () => {
  test.each(models)('%s: fill a shard in even parts, and nothing is refused', (_, limit) => {
    for (const count of [2, 4, 16]) {
      const { used, refused, parts } = between(simulateSharing(several(count), 20_000, { limit }), 5, 20);
      expect(used).toBeGreaterThanOrEqual(0.965);
      expect(refused).toBeLessThanOrEqual(0.001);
      expect(Math.min(...parts)).toBeGreaterThanOrEqual(0.9 / count);
    }
  });

  test('one that joins gets its part within three seconds, and hardly anything is refused for it', () => {
    for (const count of [1, 3]) {
      const seconds = simulateSharing([...several(count), worker(8_000)], 20_000);
      const joining = between(seconds, 8, 11);
      expect(joining.refused).toBeLessThanOrEqual(0.02);
      expect(joining.used).toBeGreaterThanOrEqual(0.85);
      const later = between(seconds, 11, 14);
      expect(later.used).toBeGreaterThanOrEqual(0.96);
      expect(Math.min(...later.parts)).toBeGreaterThanOrEqual(0.9 / (count + 1));
    }
  });

  test('strangers in their place have ten times as many records refused', () => {
    const workers = [...several(3), worker(8_000)];
    const [known, unknown] = [true, false].map((shares) => between(simulateSharing(workers, 20_000, { shares }), 0, 20));
    expect(known?.refused).toBeLessThan(0.1 * (unknown?.refused ?? 0));
  });

  test('the part of one that is killed is in use within four seconds', () => {
    const seconds = simulateSharing([worker(), worker(0, 8_000)], 20_000);
    expect(between(seconds, 12, 20).used).toBeGreaterThanOrEqual(0.965);
  });

  test('what one does not need the others use, and give back', () => {
    const resting = (now: number): number => (now < 10_000 ? 100 : 100_000);
    const seconds = simulateSharing([worker(), worker(), worker(0, Number.POSITIVE_INFINITY, resting)], 20_000);
    const before = between(seconds, 5, 10);
    expect(before.used).toBeGreaterThanOrEqual(0.96);
    expect(before.parts[2]).toBeCloseTo(0.1, 1);
    const after = between(seconds, 13, 20);
    expect(after.refused).toBeLessThanOrEqual(0.001);
    expect(Math.min(...after.parts)).toBeGreaterThanOrEqual(0.3);
  });

  test('several that have rested begin at once without being refused', () => {
    const seconds = simulateSharing(
      several(4).map((one) => ({ ...one, wishes: [(now: number) => (now < 8_000 ? 20 : 100_000)] })),
      16_000,
    );
    const { used, refused } = between(seconds, 8, 16);
    expect(refused).toBeLessThanOrEqual(0.005);
    expect(used).toBeGreaterThanOrEqual(0.96);
  });

  test('destinations with the same stream share it, too, in one worker and in several', () => {
    for (const count of [1, 2]) {
      const { used, refused, parts } = between(
        simulateSharing(
          Array.from({ length: count }, () => worker(0, Number.POSITIVE_INFINITY, all, all)),
          20_000,
        ),
        5,
        20,
      );
      expect(used).toBeGreaterThanOrEqual(0.965);
      expect(refused).toBeLessThanOrEqual(0.001);
      expect(Math.min(...parts)).toBeGreaterThanOrEqual(0.9 / (2 * count));
    }
  });

  test('strangers find room beside them', () => {
    const { used, refused, parts } = between(simulateSharing([...several(2), { ...worker(), isStranger: true }], 40_000), 20, 40);
    expect(used).toBeGreaterThanOrEqual(0.97);
    expect(refused).toBeLessThanOrEqual(0.04);
    expect(parts[2]).toBeGreaterThanOrEqual(0.2);
  });
});

describe('the paces of a destination', () => {
  const map = { ids: ['shard'], starts: [0], recordsPerSecond: 1_000, bytesPerSecond: 1024 * 1024 };

  test('stay while it sends to the same stream, also for the next session, and begin anew for another', () => {
    const sharing = new PaceSharing();
    const paces = sharing.pacesOf('destination', 'stream');
    const [pace] = paces.of(map, 0);
    expect(sharing.pacesOf('destination', 'stream').of(map, 5_000)[0]).toBe(pace);
    expect(sharing.pacesOf('destination', 'other')).not.toBe(paces);
  });

  test('begin at their part of the limit, with what is known of the others', () => {
    const sharing = new PaceSharing();
    const holders = Array.from({ length: 16 }, (_, partition) => (partition < 4 ? 'one' : 'two'));
    const view = { workers: ['one', 'two'], holders, leaseMs: 6_000 };
    sharing.hear({ ...view, said: [null, null] }, 'one', 4, 0);
    expect(sharing.pacesOf('first', 'stream').of(map, 0)[0]?.share).toBeCloseTo(0.25);
    sharing.hear({ ...view, said: [null, JSON.stringify([{ stream: 'busy', uses: { shard: { part: 1, wantsMore: true } } }])] }, 'one', 4, 0);
    expect(sharing.pacesOf('second', 'busy').of(map, 0)[0]?.share).toBeCloseTo(0.025);
  });

  test('say nothing where nothing goes', () => {
    const sharing = new PaceSharing();
    const [pace] = sharing.pacesOf('destination', 'stream').of(map, 0);
    expect(sharing.say(1_000)).toBe('[]');
    for (let record = 0; record < 400; record += 1) pace?.spend(440);
    expect(JSON.parse(sharing.say(2_000))).toEqual([{ stream: 'stream', uses: { shard: { part: 0.406, wantsMore: false } } }]);
    sharing.forget('destination');
    expect(sharing.say(3_000)).toBe('[]');
  });
});
