import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ActivationError } from '../../server/kit/errors.ts';
import type { Outcome } from '../../server/publisher/outcome.ts';
import { Publisher } from '../../server/publisher/publisher.ts';
import type { SendResult, StreamLimits } from '../../server/publisher/streamClient.ts';
import { ManualClock, seededRandom, settled } from '../fakes/manualClock.ts';
import { brokenRow, delivered, MemoryStream, throttledRow } from '../fakes/memoryStream.ts';

function start(options: { probing?: boolean; random?: () => number; limits?: StreamLimits; onOutcome?: (text: string) => void } = {}) {
  const clock = new ManualClock();
  const stream = new MemoryStream(clock, options.limits);
  const outcomes = new Map<string, Outcome[]>();
  const halts: ActivationError[] = [];
  const retries = { throttled: 0, other: 0 };
  const refusing: (string | null)[] = [];
  const publisher = new Publisher<string>({
    client: stream,
    clock,
    random: options.random ?? (() => 0.5),
    probing: options.probing ?? false,
    onOutcome: (token, outcome) => {
      options.onOutcome?.(token);
      outcomes.set(token, [...(outcomes.get(token) ?? []), outcome]);
    },
    onRetry: (_, throttled, partitionId) => {
      retries[throttled ? 'throttled' : 'other'] += 1;
      refusing.push(partitionId);
    },
    onHalt: (error) => halts.push(error),
  });
  const add = (key: string, text: string): void => publisher.add(text, { data: Buffer.from(text), partitionKey: key }, key);
  return { clock, stream, outcomes, halts, retries, refusing, publisher, add };
}

const never = new AbortController().signal;

/** Positions in the stream at which each text first appears must rise per key. Tested below with bad input. */
function inversions(committed: readonly { key: string; text: string }[], handedIn: readonly { key: string; text: string }[]): number {
  const firstAt = new Map<string, number>();
  committed.forEach(({ text }, index) => firstAt.has(text) || firstAt.set(text, index));
  const last = new Map<string, number>();
  let count = 0;
  for (const { key, text } of handedIn) {
    const at = firstAt.get(text) ?? -1;
    if (at < (last.get(key) ?? -1)) count += 1;
    last.set(key, Math.max(at, last.get(key) ?? -1));
  }
  return count;
}

test('the order checker sees an inversion', () => {
  const handedIn = [
    { key: 'a', text: '1' },
    { key: 'a', text: '2' },
  ];
  expect(
    inversions(
      [
        { key: 'a', text: '2' },
        { key: 'a', text: '1' },
      ],
      handedIn,
    ),
  ).toBe(1);
  expect(
    inversions(
      [
        { key: 'a', text: '1' },
        { key: 'a', text: '2' },
        { key: 'a', text: '1' },
      ],
      handedIn,
    ),
  ).toBe(0);
});

describe('Publisher', () => {
  test('one outcome per record, order per key, no request over a limit, whatever the stream does', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ key: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'), length: fc.integer({ min: 1, max: 90 }) }), { minLength: 1, maxLength: 120 }),
        fc.integer(),
        async (input, seed) => {
          const random = seededRandom(seed);
          const { clock, stream, outcomes, publisher, add } = start({ random });
          stream.script = (records) => {
            const dice = random();
            if (dice < 0.1) return { error: new ActivationError('destination_unavailable', 'The connection broke.'), stored: random() < 0.5 ? records : [] };
            return { results: records.map((_, index): SendResult => (random() < 0.15 ? throttledRow : random() < 0.1 ? brokenRow : delivered(index))) };
          };
          const handedIn = input.map(({ key, length }, index) => ({ key, text: `${index}:${'x'.repeat(length)}` }));
          for (const { key, text } of handedIn) {
            add(key, text);
            if (random() < 0.1) await clock.advance(3);
          }
          for (let turn = 0; turn < 400 && publisher.unsettled > 0; turn += 1) await clock.advance(2_000);
          expect(stream.violations).toEqual([]);
          expect(publisher.unsettled).toBe(0);
          expect(publisher.unsettledBytes).toBe(0);
          expect([...outcomes.values()].every((list) => list.length === 1)).toBe(true);
          expect(outcomes.size).toBe(handedIn.length);
          const sent = handedIn.filter(({ text }) => outcomes.get(text)?.[0]?.kind === 'delivered');
          expect(new Set(stream.committed.map(({ text }) => text))).toEqual(new Set(sent.map(({ text }) => text)));
          expect(inversions(stream.committed, sent)).toBe(0);
        },
      ),
      { numRuns: 60 },
    );
  }, 60_000);

  test('only the refused records of a request are sent again', async () => {
    const { clock, stream, outcomes, retries, add } = start();
    stream.script = (records, call) => ({ results: records.map((_, index) => (call === 1 && index === 1 ? throttledRow : delivered(index))) });
    for (const key of ['a', 'b', 'c']) add(key, key);
    await clock.advance(40_000);
    expect(stream.committed.map(({ text }) => text)).toEqual(['a', 'c', 'b']);
    expect(stream.requestSizes).toEqual([3, 1]);
    expect(outcomes.get('b')).toMatchObject([{ kind: 'delivered', attempts: 2 }]);
    expect(retries).toEqual({ throttled: 1, other: 0 });
  });

  test('a retry names the partition that refused the record, and none where it is not known or the request failed', async () => {
    const { clock, stream, refusing, publisher, add } = start();
    stream.script = (records, call) => ({ results: records.map((_, index) => (call === 1 ? throttledRow : delivered(index))) });
    add('a', 'before it is known');
    await clock.advance(5_000);
    stream.partitions = { ...stream.partitions, ids: ['left', 'right'], starts: [0, 0.5] };
    await publisher.open(never);
    stream.script = (records, call) => {
      if (call === 4) return { error: new ActivationError('destination_unavailable', 'Not now.'), stored: [] };
      return { results: records.map((_, index) => (call === 3 ? throttledRow : delivered(index))) };
    };
    add('a', 'refused');
    await clock.advance(60_000);
    expect(refusing).toEqual([null, stream.positionOf('a') < 0.5 ? 'left' : 'right', null]);
  });

  test('a partition that refuses everything is tried once in two seconds, for ever, and taken up at once when it works', async () => {
    const { clock, stream, outcomes, publisher, add } = start();
    stream.partitions = { ids: ['shardId-000000000000'], starts: [0], recordsPerSecond: 1_000, bytesPerSecond: 1_000_000 };
    await publisher.open(never);
    stream.script = (records) => ({ results: records.map(() => throttledRow) });
    for (let index = 0; index < 30; index += 1) add(`k${index}`, `t${index}`);
    await clock.advance(60_000);
    const before = stream.calls;
    await clock.advance(3_600_000);
    expect(outcomes.size).toBe(0);
    expect(publisher.unsettled).toBe(30);
    expect(stream.calls - before).toBeLessThanOrEqual(1_800);
    stream.script = (records) => ({ results: records.map((_, index) => delivered(index)) });
    await clock.advance(4_000);
    expect(outcomes.size).toBe(30);
  });

  test('a refusal that may pass halts only once it came three times over half a minute, and nothing is lost by it', async () => {
    const refusal = new ActivationError('access_denied', 'Not allowed.', { patience: { times: 3, milliseconds: 30_000 } });
    const refusing = start();
    refusing.stream.script = () => ({ error: refusal, stored: [] });
    refusing.add('a', 'a');
    await refusing.clock.advance(29_999);
    expect(refusing.halts).toEqual([]);
    expect(refusing.stream.calls).toBe(2);
    await refusing.clock.advance(100);
    expect(refusing.halts).toEqual([refusal]);
    await refusing.clock.advance(3_600_000);
    expect(refusing.stream.calls).toBe(3);
    expect(refusing.publisher.unsettled).toBe(1);

    const passing = start();
    passing.stream.script = (records, call) => (call === 1 ? { error: refusal, stored: [] } : { results: records.map((_, index) => delivered(index)) });
    passing.add('a', 'a');
    await passing.clock.advance(16_000);
    expect(passing.halts).toEqual([]);
    expect(passing.outcomes.get('a')).toMatchObject([{ kind: 'delivered', attempts: 2 }]);
  });

  test('refusals between answers do not add up, and a probe is refused at once', async () => {
    const refusal = new ActivationError('access_denied', 'Not allowed.', { patience: { times: 2, milliseconds: 1_000 } });
    const { clock, stream, halts, outcomes, add } = start();
    stream.script = (records, call) => (call % 2 === 1 ? { error: refusal, stored: [] } : { results: records.map((_, index) => delivered(index)) });
    for (const key of ['a', 'b', 'c']) {
      add(key, key);
      await clock.advance(2_000);
    }
    expect(halts).toEqual([]);
    expect(outcomes.size).toBe(3);

    const probe = start({ probing: true });
    probe.stream.script = () => ({ error: refusal, stored: [] });
    probe.add('a', 'a');
    await probe.clock.advance(100);
    expect(probe.halts).toEqual([refusal]);
  });

  test('a record that is refused for a day is set aside with its attempts, and the next of its key goes on', async () => {
    const { clock, stream, outcomes, add } = start({ random: () => 0.999 });
    stream.script = (records) => ({ results: records.map((record, index) => (Buffer.from(record.data).toString() === 'bad' ? brokenRow : delivered(index))) });
    add('a', 'bad');
    add('a', 'good');
    await clock.advance(23 * 3_600_000);
    expect(outcomes.size).toBe(0);
    await clock.advance(2 * 3_600_000);
    expect(outcomes.get('bad')).toMatchObject([{ kind: 'failed', code: 'retries_exhausted' }]);
    expect(outcomes.get('bad')?.flatMap((outcome) => (outcome.kind === 'failed' ? outcome.failedAttempts : []))).toHaveLength(20);
    expect(outcomes.get('good')).toMatchObject([{ kind: 'delivered' }]);
  });

  test.each([
    ['an outage of requests', 0.15, { error: new ActivationError('endpoint_unreachable', 'Nobody answers.'), stored: [] }],
    ['a day of throttling', 25, null],
  ])('%s does not spend the day a refused record has', async (_, hours, outage) => {
    const { clock, stream, outcomes, add } = start();
    let phase: 'outage' | 'one refusal' | 'works' = 'outage';
    stream.script = (records) => {
      if (phase === 'outage') return outage ?? { results: records.map(() => throttledRow) };
      const results = records.map((_record, index) => (phase === 'one refusal' ? brokenRow : delivered(index)));
      phase = 'works';
      return { results };
    };
    add('a', 'x');
    await clock.advance(hours * 3_600_000);
    phase = 'one refusal';
    await clock.advance(120_000);
    expect(outcomes.get('x')).toMatchObject([{ kind: 'delivered' }]);
  });

  test('a record that fits no request is set aside, whatever the stream says of its records', async () => {
    const { clock, stream, outcomes, add } = start({ limits: { maxRecordsPerRequest: 10, maxBytesPerRequest: 400, maxBytesPerRecord: 1_000 } });
    add('a', 'x'.repeat(500));
    await clock.advance(1_000);
    expect(stream.calls).toBe(0);
    expect([...outcomes.values()]).toMatchObject([[{ kind: 'failed', code: 'record_too_large' }]]);
  });

  test('a defect while an outcome is noted halts and repeats nothing', async () => {
    const { clock, stream, halts, add } = start({
      onOutcome: (text) => {
        if (text === 'y') throw new Error('A defect.');
      },
    });
    for (const text of ['x', 'y', 'z']) add(text, text);
    await clock.advance(600_000);
    expect(stream.committed.map(({ text }) => text)).toEqual(['x', 'y', 'z']);
    expect(halts.map(({ code }) => code)).toEqual(['defect']);
  });

  test('failed requests back the target off, spend no attempts of a record, and lose nothing', async () => {
    const { clock, stream, outcomes, retries, halts, add } = start({ random: () => 0.999 });
    stream.script = () => ({ error: new ActivationError('endpoint_unreachable', 'Nobody answers.'), stored: [] });
    for (let index = 0; index < 25; index += 1) add(`k${index}`, `t${index}`);
    await clock.advance(9 * 60_000);
    expect(outcomes.size).toBe(0);
    expect(halts).toEqual([]);
    expect(stream.calls).toBeLessThan(9 * 3 + 15);
    expect(retries.throttled).toBe(0);
    stream.script = (records) => ({ results: records.map((_, index) => delivered(index)) });
    await clock.advance(25_000);
    expect(outcomes.size).toBe(25);
  });

  test('an outage of ten minutes halts, so that it can be seen, and settles nothing; one answer begins the time anew', async () => {
    const { clock, stream, outcomes, halts, publisher, add } = start();
    let answers = false;
    stream.script = (records) =>
      answers ? { results: records.map(() => throttledRow) } : { error: new ActivationError('destination_unavailable', 'The connection broke.'), stored: [] };
    add('a', 'x');
    await clock.advance(9 * 60_000);
    answers = true;
    await clock.advance(60_000);
    answers = false;
    await clock.advance(9 * 60_000);
    expect(halts).toEqual([]);
    await clock.advance(3 * 60_000);
    expect(halts.map(({ code }) => code)).toEqual(['destination_unavailable']);
    expect(outcomes.size).toBe(0);
    expect(publisher.unsettled).toBe(1);
  });

  test('an oversize record is set aside before sending and costs its neighbours nothing', async () => {
    const { clock, stream, outcomes, add } = start();
    add('a', 'x'.repeat(100));
    add('a', 'after');
    await clock.advance(10);
    expect(outcomes.get('x'.repeat(100))).toMatchObject([{ kind: 'failed', code: 'record_too_large' }]);
    expect(stream.committed.map(({ text }) => text)).toEqual(['after']);
  });

  test('a request rejected without naming a record is halved until the culprit is alone', async () => {
    const { clock, stream, outcomes, add } = start();
    stream.script = (records) =>
      records.some((record) => Buffer.from(record.data).toString() === 'poison')
        ? { error: new ActivationError('record_rejected', 'Something in this request is not valid.'), stored: [] }
        : { results: records.map((_, index) => delivered(index)) };
    for (let index = 0; index < 9; index += 1) add(`k${index}`, index === 5 ? 'poison' : `t${index}`);
    add('k5', 'after poison');
    await clock.advance(1_000);
    expect(outcomes.get('poison')).toMatchObject([{ kind: 'failed', code: 'record_rejected' }]);
    expect([...outcomes.values()].filter(([outcome]) => outcome?.kind === 'delivered').length).toBe(9);
    expect(stream.calls).toBeLessThanOrEqual(12);
  });

  test('an error of the destination halts once, sends nothing more and settles nothing', async () => {
    const { clock, stream, outcomes, halts, publisher, add } = start();
    stream.script = () => ({ error: new ActivationError('access_denied', 'Not allowed.'), stored: [] });
    for (let index = 0; index < 30; index += 1) add(`k${index}`, `t${index}`);
    await clock.advance(3_600_000);
    expect(halts.map((error) => error.code)).toEqual(['access_denied']);
    expect(stream.calls).toBeLessThanOrEqual(4);
    expect(outcomes.size).toBe(0);
    expect(publisher.unsettled).toBe(30);
  });

  test('a record refused for a reason of the destination halts as well and keeps its place', async () => {
    const { clock, stream, outcomes, halts, add } = start();
    stream.script = (records) => ({
      results: records.map((_, index): SendResult => (index === 0 ? { ok: false, code: 'key_disabled', vendorCode: 'KMSDisabled', message: 'The key is off.' } : delivered(index))),
    });
    add('a', 'first');
    add('b', 'second');
    await clock.advance(10_000);
    expect(halts.map((error) => error.code)).toEqual(['key_disabled']);
    expect([...outcomes.keys()]).toEqual(['second']);
  });

  test('an answer with another number of results than records settles nothing', async () => {
    const { clock, stream, outcomes, add } = start();
    let wrong = true;
    stream.script = (records) => ({ results: (wrong ? records.slice(1) : records).map((_, index) => delivered(index)) });
    add('a', 'one');
    add('b', 'two');
    await clock.advance(50);
    expect(outcomes.size).toBe(0);
    wrong = false;
    await clock.advance(60_000);
    expect(outcomes.size).toBe(2);
  });

  test('while probing one record goes alone, and the rest follows once it is delivered', async () => {
    const { clock, stream, outcomes, add } = start({ probing: true });
    for (let index = 0; index < 5; index += 1) add(`k${index}`, `t${index}`);
    await clock.advance(100);
    expect(stream.requestSizes).toEqual([1, 4]);
    expect(outcomes.size).toBe(5);
  });

  test('a probe goes on alone while the stream takes nothing', async () => {
    const { clock, stream, add } = start({ probing: true });
    stream.script = (records, call) => ({ results: records.map((_, index) => (call < 3 ? throttledRow : delivered(index))) });
    for (let index = 0; index < 5; index += 1) add(`k${index}`, `t${index}`);
    await clock.advance(20_000);
    expect(stream.requestSizes).toEqual([1, 1, 1, 4]);
  });

  test('records of one profile go one after the other, even where its partition key changes', async () => {
    const { clock, stream, outcomes, publisher } = start();
    for (let number = 0; number < 20; number += 1) publisher.add(`t${number}`, { data: Buffer.from(`t${number}`), partitionKey: `key ${number % 3}` }, 'profile');
    stream.script = (records, call) => ({ results: records.map((_, index) => (call % 2 === 0 ? brokenRow : delivered(index))) });
    await clock.advance(120_000);
    expect(outcomes.size).toBe(20);
    expect(new Set(stream.requestSizes)).toEqual(new Set([1]));
    expect(stream.committed.map(({ text }) => text)).toEqual(Array.from({ length: 20 }, (_, number) => `t${number}`));
  });

  test('stop lets requests under way finish, then cuts them off; nothing is told afterwards', async () => {
    const { clock, stream, outcomes, publisher, add } = start();
    stream.latencyMs = 100;
    for (let index = 0; index < 100; index += 1) add(`k${index}`, `t${index}`);
    await settled();
    let isOver = false;
    const stopped = publisher.stop(1_000).then(() => (isOver = true));
    await clock.advance(50);
    expect(isOver).toBe(false);
    await clock.advance(150);
    await stopped;
    expect(outcomes.size).toBe(80);
    expect(publisher.unsettled).toBe(20);

    const slow = start();
    slow.stream.latencyMs = 60_000;
    slow.add('a', 'a');
    await settled();
    const cutOff = slow.publisher.stop(1_000);
    await slow.clock.advance(1_500);
    await cutOff;
    expect(slow.outcomes.size).toBe(0);
  });
});
