import { describe, expect, test } from 'vitest';
import { createRemoteTail, renewMs } from '../../server/delivery/remoteTail.ts';
import { serveTail } from '../../server/delivery/serveTail.ts';
import type { TailedRecord, WatchedBatch } from '../../server/delivery/tail.ts';
import { messagesOf, type TailPart } from '../../server/delivery/tailMessages.ts';
import { messageMaxBytes } from '../../server/store/announcements.ts';
import { ManualClock } from '../fakes/manualClock.ts';

const record = (profileId: string, data: string | null = null): TailedRecord => ({
  at: 1,
  outcome: 'delivered',
  profileId,
  reason: 'membership',
  code: null,
  delivered: null,
  data,
});

describe('a part of a tail as messages', () => {
  const part = (records: readonly TailedRecord[]): TailPart => ({ watchId: 'w', source: 's', total: 70, records });
  const read = (messages: readonly string[]): TailPart[] => messages.map((message) => JSON.parse(message) as TailPart);

  test('holds every record in order, in as many messages as it takes, each with the total', () => {
    const records = Array.from({ length: 50 }, (_, n) => record(`p${n}`, `{"of":"${'ü'.repeat(200)}"}`));
    const messages = messagesOf(part(records), 1_000_000);
    expect(messages.length).toBeGreaterThan(2);
    for (const message of messages) expect(Buffer.byteLength(message)).toBeLessThan(messageMaxBytes);
    expect(read(messages).flatMap((one) => one.records)).toEqual(records);
    expect(read(messages).every(({ watchId, source, total }) => watchId === 'w' && source === 's' && total === 70)).toBe(true);
  });

  test('leaves out what a record holds that is too long for a message', () => {
    const bare = Buffer.byteLength(messagesOf(part([record('p', '')]), 1_000_000)[0] as string);
    const longest = 'x'.repeat(messageMaxBytes - 2 - bare);
    expect(read(messagesOf(part([record('p', longest), record('q', `${longest}x`)]), 1_000_000)).flatMap(({ records }) => records.map(({ data }) => data?.length ?? null))).toEqual(
      [longest.length, null],
    );
  });

  test('stops at the budget, and tells the total even where nothing fits', () => {
    const records = Array.from({ length: 50 }, (_, n) => record(`p${n}`, 'x'.repeat(1_000)));
    const messages = messagesOf(part(records), 20_000);
    expect(messages.join('').length).toBeLessThanOrEqual(20_000 + messages.length * 100);
    expect(read(messages).flatMap((one) => one.records).length).toBeGreaterThan(10);
    expect(read(messagesOf(part(records), 10))).toEqual([part([])]);
  });
});

/** What PostgreSQL does for topics. `isDown`: nothing can be said. */
class Topics {
  isDown = false;
  said = 0;
  readonly #ears: [string, (message: string) => void][] = [];

  hear(topic: string, take: (message: string) => void): void {
    this.#ears.push([topic, take]);
  }

  async publish(topic: string, messages: readonly string[]): Promise<void> {
    if (this.isDown) throw new Error('The database is away.');
    this.said += messages.length;
    for (const message of messages) for (const [heard, take] of this.#ears) if (heard === topic) take(message);
  }
}

function cluster() {
  const clock = new ManualClock();
  const topics = new Topics();
  let sources = 0;
  const startWorker = () => {
    const tail = serveTail({ topics, clock, newSource: () => `source-${(sources += 1)}` });
    const tap = tail.tapOf('dst');
    return { tap, deliver: (...ids: string[]) => ids.forEach((id) => tap.isOpen && tap.note({ ...record(id), data: null })) };
  };
  const startApi = (address: string) => {
    const batches: WatchedBatch[] = [];
    const remote = createRemoteTail({ topics, address, clock, onWatched: (batch) => batches.push(batch) });
    return {
      watch: (profile = '') => remote.watch({ id: '1', destinationId: 'dst', filter: { profile }, findsExcluded: true }),
      unwatch: () => remote.unwatch('1'),
      /** What two more seconds bring: one for the workers, one for those who watch. */
      async take() {
        await clock.advance(2_000);
        return batches.splice(0).map(({ watchId, matched, records }) => [watchId, matched, ...records.map(({ profileId }) => profileId)]);
      },
    };
  };
  return { clock, topics, startWorker, startApi };
}

describe('a tail between processes', () => {
  test('shows what all workers do, to each who watches by their own filter, and costs nothing once nobody does', async () => {
    const { clock, topics, startWorker, startApi } = cluster();
    const [one, two] = [startWorker(), startWorker()];
    const [first, second] = [startApi('a'), startApi('b')];
    await clock.advance(60_000);
    expect(topics.said).toBe(0);
    await first.watch();
    await second.watch('ada');
    one.deliver('ada', 'bob');
    two.deliver('cyd');
    expect(await first.take()).toEqual([['1', 3, 'ada', 'bob', 'cyd']]);
    expect(await second.take()).toEqual([['1', 1, 'ada']]);
    first.unwatch();
    one.deliver('ada');
    expect([await first.take(), await second.take()]).toEqual([[], [['1', 1, 'ada']]]);
    second.unwatch();
    expect([one.tap.isOpen, two.tap.isOpen]).toEqual([false, false]);
    const { said } = topics;
    await clock.advance(60_000);
    expect(topics.said).toBe(said);
  });

  test('shows fifty a second of all workers together, and counts all', async () => {
    const { startWorker, startApi } = cluster();
    const [one, two] = [startWorker(), startWorker()];
    const api = startApi('a');
    await api.watch();
    for (const worker of [one, two]) worker.deliver(...Array.from({ length: 300 }, (_, n) => `p${n}`));
    const [batch, ...others] = await api.take();
    expect([batch?.[1], (batch?.length ?? 0) - 2, others]).toEqual([600, 50, []]);
  });

  test('begins with a worker that comes later, and ends where nobody says any more that they watch', async () => {
    const { clock, topics, startWorker, startApi } = cluster();
    const api = startApi('a');
    await api.watch();
    const late = startWorker();
    await clock.advance(renewMs);
    late.deliver('ada');
    expect(await api.take()).toEqual([['1', 1, 'ada']]);
    topics.isDown = true;
    await clock.advance(20_000);
    expect(late.tap.isOpen).toBe(false);
    topics.isDown = false;
    await clock.advance(renewMs);
    late.deliver('bob');
    expect(await api.take()).toEqual([['1', 1, 'bob']]);
  });

  test('counts what is lost on the way with what comes next', async () => {
    const { topics, startWorker, startApi } = cluster();
    const worker = startWorker();
    const api = startApi('a');
    await api.watch();
    worker.deliver('ada');
    topics.isDown = true;
    expect(await api.take()).toEqual([]);
    topics.isDown = false;
    worker.deliver('bob');
    expect(await api.take()).toEqual([['1', 2, 'bob']]);
  });

  test('cannot be watched where nobody can be asked', async () => {
    const { topics, startApi } = cluster();
    topics.isDown = true;
    await expect(startApi('a').watch()).rejects.toThrow('away');
  });
});
