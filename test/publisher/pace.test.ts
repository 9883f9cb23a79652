import { expect, test } from 'vitest';
import { Pace } from '../../server/publisher/pace.ts';
import { ShardSet, type ShardLimit } from '../fakes/fakeShards.ts';
import { ManualClock, seededRandom } from '../fakes/manualClock.ts';

const limits = { recordsPerSecond: 1_000, bytesPerSecond: 1024 * 1024 };
const tickMs = 10;

interface Sender {
  /** Milliseconds of the simulation. */
  readonly from: number;
  readonly to: number;
  /** How long an answer takes: a multiple of the tick. */
  readonly latencyMs: number;
}

/** Senders that always have more records of `bytes` for one shard, for so many milliseconds. Counts from `countFrom` on. */
async function simulate(limit: ShardLimit, senders: readonly Sender[], forMs: number, countFrom = 2_000, bytes = 440) {
  const clock = new ManualClock();
  const shards = new ShardSet(1, clock, limit);
  const shard = shards.idOf('');
  // Who comes first in a moment is chance, and so is whether it sends in this moment or the next.
  const random = seededRandom(11);
  const paces = new Map<Sender, Pace>();
  const answers: { at: number; pace: Pace; sent: number; refused: number }[] = [];
  const counts = senders.map(() => ({ taken: 0, refused: 0 }));
  for (let now = 0; now < forMs; now += tickMs) {
    for (const answer of answers.filter(({ at }) => at === now)) answer.pace.answered(answer.sent, answer.refused, now);
    const turns = [...senders.entries()];
    if (random() < 0.5) turns.reverse();
    for (const [index, sender] of turns) {
      if (now < sender.from || now >= sender.to || random() < 0.2) continue;
      let pace = paces.get(sender);
      if (pace === undefined) paces.set(sender, (pace = new Pace(limits, now)));
      let taken = 0;
      let refused = 0;
      for (pace.fill(now); !pace.isSpent; pace.spend(bytes)) {
        if (shards.take(shard, bytes)) taken += 1;
        else refused += 1;
      }
      if (taken + refused > 0) answers.push({ at: now + sender.latencyMs, pace, sent: taken + refused, refused });
      if (now < countFrom) continue;
      (counts[index] as { taken: number }).taken += taken;
      (counts[index] as { refused: number }).refused += refused;
    }
    await clock.advance(tickMs);
  }
  const taken = counts.reduce((sum, count) => sum + count.taken, 0);
  const refused = counts.reduce((sum, count) => sum + count.refused, 0);
  return { perSecond: taken / ((forMs - countFrom) / 1_000), refused: refused / (taken + refused), shares: counts.map((count) => count.taken / taken), paces: [...paces.values()] };
}

const models: readonly [string, ShardLimit][] = [
  ['a bucket of a second', { kind: 'bucket', seconds: 1 }],
  ['a bucket of a fifth of a second', { kind: 'bucket', seconds: 0.2 }],
  ['a window of a second', { kind: 'window' }],
];

test.each(models)('%s: a lone sender fills the shard and is hardly ever refused', async (_, limit) => {
  const { perSecond, refused } = await simulate(limit, [{ from: 0, to: Infinity, latencyMs: 30 }], 12_000);
  expect(perSecond).toBeGreaterThanOrEqual(970);
  expect(refused).toBeLessThanOrEqual(0.01);
});

test.each(models)('%s: a lone sender of large records fills its bytes', async (_, limit) => {
  const bytes = 30_000;
  const { perSecond, refused } = await simulate(limit, [{ from: 0, to: Infinity, latencyMs: 30 }], 12_000, 2_000, bytes);
  expect(perSecond * bytes).toBeGreaterThanOrEqual(0.9 * limits.bytesPerSecond);
  expect(refused).toBeLessThanOrEqual(0.01);
});

test.each(models)('%s: two senders fill the shard together, in fair parts, and little is refused, whatever their distance', async (_, limit) => {
  const { perSecond, refused, shares } = await simulate(
    limit,
    [
      { from: 0, to: Infinity, latencyMs: 20 },
      { from: 0, to: Infinity, latencyMs: 60 },
    ],
    32_000,
  );
  expect(perSecond).toBeGreaterThanOrEqual(970);
  expect(refused).toBeLessThanOrEqual(0.05);
  expect(Math.min(...shares)).toBeGreaterThanOrEqual(0.35);
});

test.each(models)('%s: who comes later gets a fair part, and who stays takes what is left', async (_, limit) => {
  const first: Sender = { from: 0, to: Infinity, latencyMs: 30 };
  const later: Sender = { from: 5_000, to: 45_000, latencyMs: 30 };
  const together = await simulate(limit, [first, later], 45_000, 30_000);
  expect(Math.min(...together.shares)).toBeGreaterThanOrEqual(0.35);
  const alone = await simulate(limit, [first, later], 60_000, 52_000);
  expect(alone.perSecond).toBeGreaterThanOrEqual(970);
});

test('where everything is refused hardly anything is tried, and once something is taken the full pace is back within seconds', () => {
  const pace = new Pace(limits, 0);
  let now = 0;
  const run = (until: number, refused: 0 | 1): number => {
    let sent = 0;
    for (; now < until; now += tickMs) {
      let burst = 0;
      for (pace.fill(now); !pace.isSpent; pace.spend(440)) burst += 1;
      if (burst > 0) pace.answered(burst, refused * burst, now);
      sent += burst;
    }
    return sent;
  };
  run(10_000, 1);
  expect(run(40_000, 1)).toBeLessThanOrEqual(16);
  run(50_000, 0);
  expect(pace.share).toBe(1);
});

test('a record larger than a second of the shard passes, and its bytes are paid for before the next', () => {
  const pace = new Pace(limits, 0);
  pace.spend(3 * 1024 * 1024);
  expect(pace.allowance(1)).toBe(0);
  expect(pace.waitMs(0)).toBeGreaterThan(2_500);
  expect(pace.allowance(3_500)).toBeGreaterThan(0);
});

test('a rest is not saved up: after it no more goes at once than before', () => {
  const burstAfter = (restMs: number): number => {
    const pace = new Pace(limits, 0);
    let burst = 0;
    for (pace.fill(restMs); !pace.isSpent; pace.spend(440)) burst += 1;
    return burst;
  };
  expect(burstAfter(60_000)).toBe(burstAfter(0));
  expect(burstAfter(60_000)).toBeLessThan(50);
});

test('what could not be sent in time, since the process was busy, goes afterwards, up to a fifth of a second of it', () => {
  const sentAfter = (waitMs: number): number => {
    const pace = new Pace(limits, 0);
    for (pace.fill(0); !pace.isSpent; pace.spend(440));
    let sent = 0;
    // In several requests: the later ones find what the first left.
    for (const now of [waitMs, waitMs + 0.1]) {
      pace.fill(now);
      for (let room = 150; room > 0 && !pace.isSpent; room -= 1, pace.spend(440)) sent += 1;
    }
    return sent;
  };
  expect(sentAfter(100)).toBeGreaterThanOrEqual(95);
  expect(sentAfter(180)).toBeGreaterThanOrEqual(175);
  expect(sentAfter(60_000)).toBeLessThanOrEqual(200);
});

test('what is allotted counts at once, and a factor that strangers made stays on top of it', () => {
  const pace = new Pace(limits, 0);
  pace.answered(1_000, 400, 1_000);
  const factor = pace.share;
  expect(factor).toBeLessThan(0.7);
  pace.allot(0.5, false, 1_000);
  expect(pace.share).toBeCloseTo(factor / 2);
  pace.allot(0.8, true, 1_000);
  expect(pace.share).toBe(0.8);
});

test('whoever sends nearly all it may wants more, and who sends little does not', () => {
  const pace = new Pace(limits, 0, 0.5);
  const used = (records: number, now: number) => {
    for (let record = 0; record < records; record += 1) pace.spend(440);
    return pace.use(now);
  };
  expect(used(480, 1_000)).toEqual({ part: expect.closeTo(0.487, 3) as number, wantsMore: true });
  expect(used(240, 2_000)).toEqual({ part: expect.closeTo(0.244, 3) as number, wantsMore: false });
  expect(used(0, 3_000)).toEqual({ part: 0, wantsMore: false });
});

test('what was saved up at a high rate is not kept at a low one', () => {
  const pace = new Pace({ recordsPerSecond: 1e9, bytesPerSecond: 1e12 }, 0);
  pace.answered(1, 1, 1_000);
  expect(pace.allowance(1_010)).toBe(1);
});
