import { PaceSharing } from '../../server/delivery/paceSharing.ts';
import { systemClock } from '../../server/kit/clock.ts';
import type { Pace } from '../../server/publisher/pace.ts';
import { ShardSet, type ShardLimit } from '../fakes/fakeShards.ts';
import { seededRandom } from '../fakes/manualClock.ts';

const tickMs = 10;
const beatMs = 1_000;
const partitions = 16;
/** As the driver has them (server/store/postgres/leases.ts). */
const leaseMs = 6_000;
const heardMs = 3_000;
const recordBytes = 440;
const map = { ids: ['shard'], starts: [0], recordsPerSecond: 1_000, bytesPerSecond: 1024 * 1024 };

/** One worker, or a stranger that sends to the same shard. Times are milliseconds of the simulation. */
export interface SimulatedWorker {
  readonly from: number;
  /** It is killed then. */
  readonly to: number;
  /** Records a second it would send at a time, for each of its destinations. */
  readonly wishes: readonly ((now: number) => number)[];
  /** It neither says nor hears anything. */
  readonly isStranger?: boolean;
}

/** What was taken of one sender in a second, and refused. */
export interface Second {
  readonly taken: number;
  readonly refused: number;
}

class Sender {
  readonly pace: Pace;
  readonly #wish: (now: number) => number;
  waiting = 0;
  seconds: { taken: number; refused: number }[] = [];

  constructor(pace: Pace, wish: (now: number) => number) {
    this.pace = pace;
    this.#wish = wish;
  }

  /** Hands out what came in. */
  send(now: number, take: () => boolean): { sent: number; refused: number } {
    this.waiting = Math.min(10_000, this.waiting + (this.#wish(now) * tickMs) / 1_000);
    const answer = { sent: 0, refused: 0 };
    for (this.pace.fill(now); !this.pace.isSpent && this.waiting >= 1; this.pace.spend(recordBytes)) {
      answer.sent += 1;
      if (take()) this.waiting -= 1;
      else answer.refused += 1;
    }
    const second = (this.seconds[Math.floor(now / 1_000)] ??= { taken: 0, refused: 0 });
    second.taken += answer.sent - answer.refused;
    second.refused += answer.refused;
    return answer;
  }
}

/** Workers that share a shard as `PaceSharing` has them, or know nothing of each other. Seconds by worker and destination. */
export function simulateSharing(workers: readonly SimulatedWorker[], forMs: number, options: { limit?: ShardLimit; shares?: boolean } = {}): Second[][][] {
  const { limit = { kind: 'bucket', seconds: 0.2 }, shares = true } = options;
  let now = 0;
  const shards = new ShardSet(1, { ...systemClock, monotonic: () => now }, limit);
  const shard = shards.idOf('');
  const random = seededRandom(7);
  const sharing = workers.map(() => new PaceSharing());
  const words: { at: number; text: string }[] = workers.map(() => ({ at: Number.NEGATIVE_INFINITY, text: '' }));
  const senders: Sender[][] = workers.map(() => []);
  const answers: { at: number; pace: Pace; sent: number; refused: number }[] = [];
  const isAlive = (index: number): boolean => now - (words[index]?.at ?? 0) < leaseMs;

  function beat(index: number): void {
    words[index] = { at: now, text: sharing[index]?.say(now) ?? '' };
    const alive = [...workers.keys()].filter((other) => isAlive(other));
    const holders = Array.from({ length: partitions }, (_, partition) => String(alive[partition % alive.length]));
    const said = alive.map((other) => (now - (words[other]?.at ?? 0) < heardMs ? (words[other]?.text ?? null) : null));
    const held = holders.filter((holder) => holder === String(index)).length;
    sharing[index]?.hear({ workers: alive.map(String), said, holders, leaseMs }, String(index), held, now);
  }

  for (; now < forMs; now += tickMs) {
    for (const answer of answers.filter(({ at }) => at === now)) answer.pace.answered(answer.sent, answer.refused, now);
    const turns = [...workers.entries()];
    if (random() < 0.5) turns.reverse();
    for (const [index, worker] of turns) {
      if (now < worker.from || now >= worker.to) continue;
      const phase = index * 370;
      if (shares && worker.isStranger !== true && (now === worker.from || (now + phase) % beatMs === 0)) beat(index);
      if (senders[index]?.length === 0)
        senders[index] = worker.wishes.map((wish, destination) => {
          const paces = (worker.isStranger === true || !shares ? new PaceSharing() : sharing[index])?.pacesOf(`destination ${destination}`, 'stream');
          return new Sender(paces?.of(map, now)[0] as Pace, wish);
        });
      if (random() < 0.2) continue;
      for (const sender of senders[index] ?? []) {
        const answer = sender.send(now, () => shards.take(shard, recordBytes));
        if (answer.sent > 0) answers.push({ at: now + 30, pace: sender.pace, ...answer });
      }
    }
  }
  return senders.map((own) => own.map(({ seconds }) => Array.from({ length: forMs / 1_000 }, (_, second) => seconds[second] ?? { taken: 0, refused: 0 })));
}
