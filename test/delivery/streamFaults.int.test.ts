/**
 * What a stream and the network can do wrong, row by row of docs/faults.md: the whole delivery on a real store, with the
 * real client over HTTP. After every row: nothing accepted is missing, nobody's order is inverted, the counts agree.
 */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import kinesis from '../../server/destinations/amazon-kinesis/index.ts';
import { systemClock } from '../../server/kit/clock.ts';
import { startFakeStream, type FakeStream } from '../fakes/fakeStream.ts';
import { faults, type FaultRule } from '../fakes/streamFaults.ts';
import { Installation } from './harness.ts';

const account = { region: 'eu-west-1', credentials: { method: 'access_key', accessKeyId: 'AKIATESTTESTTESTTEST', secretAccessKey: 's'.repeat(40) } };
const activation = { segments: [{ id: 'high' }], attributes: [{ source: 'n' }], identities: { namespaces: [] } };
const people = 100;
const maxRecordKiB = 4;

let stream: FakeStream;
let installation: Installation;

async function begin(options: Parameters<typeof startFakeStream>[0] = {}): Promise<void> {
  stream = await startFakeStream({ enforceShardLimits: false, seed: 7, maxRecordKiB, ...options });
  const target = { name: stream.name, arn: stream.arn, createdAt: null, maxRecordBytes: maxRecordKiB * 1024 };
  installation = new Installation(() => kinesis.createClient(account, target, { TRIBUTARY_KINESIS_ENDPOINT: stream.endpoint }, 'json'));
  await installation.open();
  await installation.activate(activation);
}

beforeEach(() => begin());
afterEach(async () => {
  await installation.close();
  installation.destroy();
  await stream.close();
});

const change = (profileId: string, number: number, more: object = {}): object => ({
  profileId,
  attributes: { n: number, ...more },
  segmentMembership: { ups: { high: { status: 'realized', lastQualificationTime: '2026-11-01T00:00:00Z' } } },
});

/** Changes of everybody in turn, numbered from `from` on, a page at a time. */
async function acceptRounds(rounds: number, from = 0): Promise<number> {
  for (let round = from; round < from + rounds; round += 1) await installation.accept(...Array.from({ length: people }, (_, index) => change(`p${index}`, round)));
  return rounds * people;
}

interface Held {
  /** Records beyond the first of each change. */
  readonly repeated: number;
  /** Per person the numbers of their changes, in the order they first came to lie in the stream. */
  readonly first: ReadonlyMap<string, readonly number[]>;
  /** Where somebody's number went down. */
  readonly inversions: number;
}

function held(): Held {
  const first = new Map<string, number[]>();
  let repeated = 0;
  let inversions = 0;
  for (const { data, partitionKey } of stream.records()) {
    const { n } = JSON.parse(data.toString('utf8')) as { n: number };
    const numbers = first.get(partitionKey) ?? [];
    first.set(partitionKey, numbers);
    if (numbers.includes(n)) repeated += 1;
    else {
      if (n < (numbers.at(-1) ?? -1)) inversions += 1;
      numbers.push(n);
    }
  }
  return { repeated, first, inversions };
}

/** Holds that all of it arrived, in order, and every count agrees; tells how many records were repeated. */
async function repeatedUntilDelivered(rounds: number): Promise<number> {
  await installation.delivered(45_000);
  const { repeated, first, inversions } = held();
  const expected = Array.from({ length: rounds }, (_, number) => number);
  assert.equal(first.size, people);
  for (const [profileId, numbers] of first) assert.deepEqual(numbers, expected, profileId);
  assert.equal(inversions, 0);
  assert.equal((await installation.deadLetters()).length, 0);
  await installation.reconcile();
  return repeated;
}

/** Rows in calls that were hit by faults which store before they fail. */
const rowsOf = (times: number): number => times * Math.min(500, people);

describe('rows and requests that are refused', () => {
  test('F1 five percent of the rows throttled: only those are sent again, none twice', async () => {
    stream.faults = [{ fault: faults.throttledRows(0.05) }];
    const sent = await acceptRounds(30);
    expect(await repeatedUntilDelivered(30)).toBe(0);
    expect(stream.rowsReceived).toBeGreaterThan(sent);
    expect(stream.rowsReceived).toBeLessThanOrEqual(1.08 * sent);
  });

  test('F2 half of the rows refused, throttled and failed mixed: none is repeated', async () => {
    stream.faults = [{ fault: faults.throttledRows(0.5), probability: 0.5 }, { fault: faults.failedRows(0.5) }];
    await acceptRounds(4);
    expect(await repeatedUntilDelivered(4)).toBe(0);
  }, 60_000);

  test('F3 one shard of four takes nothing: the others go on at once, and it is tried at most three times a second', async () => {
    await acceptRounds(1);
    await installation.delivered();
    const dead = stream.records()[0]?.shardId as string;
    const alive = new Set(
      stream
        .records()
        .filter(({ shardId }) => shardId !== dead)
        .map(({ partitionKey }) => partitionKey),
    );
    stream.faults = [{ fault: { kind: 'rows', fraction: 1, shardId: dead } }];
    const rowsToDead = (): number => stream.rowsReceived - stream.records().length;
    await acceptRounds(4, 1);
    const done = (): number => [...held().first].filter(([key, numbers]) => alive.has(key) && numbers.length === 5).length;
    while (done() < alive.size) await systemClock.sleep(5);
    expect([...held().first].filter(([key, numbers]) => !alive.has(key) && numbers.length > 1)).toEqual([]);
    await systemClock.sleep(2_500);
    const before = rowsToDead();
    await systemClock.sleep(3_000);
    expect(rowsToDead() - before).toBeLessThanOrEqual(9);
    stream.faults = [];
    expect(await repeatedUntilDelivered(5)).toBe(0);
  });

  test('F38 a record that makes AWS reject its whole request is found in at most 19 calls; its neighbours are delivered in order', async () => {
    await installation.supervisor.refresh(installation.destinationId);
    stream.poisonKey = 'p40';
    const before = stream.requests['PutRecords'] ?? 0;
    await acceptRounds(1);
    await installation.delivered();
    expect((stream.requests['PutRecords'] ?? 0) - before).toBeLessThanOrEqual(19);
    expect((await installation.deadLetters()).map(({ profileId, code }) => [profileId, code])).toEqual([['p40', 'record_rejected']]);
    expect(held()).toMatchObject({ repeated: 0, inversions: 0 });
    expect(held().first.size).toBe(people - 1);
    await installation.reconcile();
  });

  test('F37 records larger than the stream allows are set aside unsent, to the byte, and hold up nobody', async () => {
    // Each ü is two bytes in UTF-8 and one character.
    const large = (bytes: number): object => ({ text: 'ü'.repeat(Math.ceil(bytes / 2)) });
    await installation.activate({ ...activation, attributes: [{ source: 'n' }, { source: 'text' }] });
    await installation.accept(change('fits', 0, large(3_000)), change('too large', 0, large(4_096)), change('p0', 0), change('fits', 1, large(3_000)));
    await installation.delivered();
    const letters = await installation.deadLetters();
    expect(letters.map(({ profileId, code }) => [profileId, code])).toEqual([['too large', 'record_too_large']]);
    expect(letters[0]?.message).toMatch(/^The record has \d+ bytes; the stream allows 4096\. Largest: text \(4\.0 KiB\), /);
    expect([...held().first]).toEqual(
      expect.arrayContaining([
        ['fits', [0, 1]],
        ['p0', [0]],
      ]),
    );
    expect(stream.rowsReceived).toBe(3);
    await installation.reconcile();
  });
});

describe('answers that cannot be believed', () => {
  const times = 4;
  test.each<[string, FaultRule['fault'], number]>([
    ['F5 200 without a body, nothing stored', { kind: 'emptyBody' }, 0],
    ['F6 200 without a body, everything stored', { kind: 'emptyBody', stored: true }, rowsOf(times)],
    ['F7 a result too few', { kind: 'resultCount', difference: -1 }, rowsOf(times)],
    ['F7 a result too many', { kind: 'resultCount', difference: 1 }, rowsOf(times)],
    ['F7 a row with a sequence number and an error', { kind: 'bothInOneRow' }, rowsOf(times)],
    ['F7 a FailedRecordCount too low', { kind: 'failedRecordCount', value: 0 }, 0],
    ['F7 a FailedRecordCount too high', { kind: 'failedRecordCount', value: 77 }, 0],
    ['F8 the connection reset after everything was stored', { kind: 'resetAfter' }, rowsOf(times)],
    ['F8 the connection reset before anything was stored', { kind: 'resetBefore' }, 0],
    ['F9 a request that failed and is carried out later', { kind: 'zombie', afterMs: 300 }, rowsOf(times)],
  ])('%s: nothing is missing, and repeated are at most the rows of those calls', async (_what, fault, mostRepeated) => {
    stream.faults = [{ fault, times }];
    stream.latencyMs = 5;
    await acceptRounds(8);
    await installation.delivered(45_000);
    await systemClock.sleep(400);
    expect(await repeatedUntilDelivered(8)).toBeLessThanOrEqual(mostRepeated);
  });
});

test('F10 splits and merges while records flow: none is lost, repeated or put out of order, also for who reads parents before children', async () => {
  stream.latencyMs = 3;
  const rounds = 24;
  const shards = [8, 3, 4];
  for (let round = 0; round < rounds; round += 1) {
    await acceptRounds(1, round);
    if (round % 6 === 5) stream.reshard(shards[(round - 5) / 6] ?? 4);
  }
  expect(await repeatedUntilDelivered(rounds)).toBe(0);
  expect(stream.byShard().size).toBeGreaterThan(8);
});

test('F55 a side that closes idle connections costs no record', async () => {
  await installation.close();
  installation.destroy();
  await stream.close();
  await begin({ keepAliveMs: 50 });
  for (let round = 0; round < 12; round += 1) {
    await acceptRounds(1, round);
    // Around the time at which the other side closes: before, while and after.
    await systemClock.sleep(30 + 5 * round);
  }
  expect(await repeatedUntilDelivered(12)).toBeLessThanOrEqual(rowsOf(4));
  expect(stream.connections).toBeGreaterThan(3);
});
