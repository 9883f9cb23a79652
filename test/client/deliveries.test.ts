import { describe, expect, test } from 'vitest';
import { deliveryExport } from '../../client/deliveries/deliveryExport.ts';
import { deliveryQueryOf } from '../../client/deliveries/deliveryFilter.ts';
import { personSentence } from '../../client/deliveries/personWords.ts';
import { shortSequence } from '../../client/deliveries/deliveryWords.ts';
import { csvFormat } from '../../client/export/fileFormat.ts';
import type { Delivery } from '../../shared/delivery.ts';
import { errorCodes } from '../../shared/errorCodes.ts';
import type { PersonNow } from '../../shared/personNow.ts';

const none = { profile: '', reason: '', run: '', age: '', from: '', to: '' };
const now = Date.parse('2026-11-20T10:00:30.500Z');

describe('the deliveries an address is about', () => {
  test('all of them, where it says nothing or what is no choice', () => {
    expect(deliveryQueryOf(none, now)).toEqual({});
    expect(deliveryQueryOf({ ...none, reason: 'test', age: 'toString' }, now)).toEqual({});
  });

  test('those of a person, reason, run and time', () => {
    expect(deliveryQueryOf({ ...none, profile: 'p1', reason: 'backfill', run: 'run_1', age: 'hour' }, now)).toEqual({
      profileId: 'p1',
      reason: 'backfill',
      runId: 'run_1',
      from: '2026-11-20T09:00:00.000Z',
    });
  });

  test('those of a stretch that a chart chose, before any age; what is no stretch is none', () => {
    const stretch = { from: '2026-11-18T10:00:00.000Z', to: '2026-11-18T10:59:59.999Z' };
    expect(deliveryQueryOf({ ...none, age: 'hour', ...stretch }, now)).toEqual(stretch);
    expect(deliveryQueryOf({ ...none, age: 'hour', from: stretch.to, to: stretch.from }, now)).toEqual({ from: '2026-11-20T09:00:00.000Z' });
    expect(deliveryQueryOf({ ...none, from: 'soon', to: stretch.to }, now)).toEqual({});
    expect(deliveryQueryOf({ ...none, from: stretch.from }, now)).toEqual({});
  });
});

describe('of a person it says what their next change would do', () => {
  const person: PersonNow = { outcome: 'record', code: null, message: null, updatedAt: null, segments: [{ id: 's1', name: 'Leads' }] };

  test('go, and why', () => {
    expect(personSentence(person)).toBe('Their next change would be sent: they are in Leads.');
    expect(personSentence({ ...person, segments: [] })).toContain('would still be sent');
  });

  test('not go, with the reason and what to do, each once', () => {
    const failed = { outcome: 'failed', code: 'partition_key_invalid', message: '"key" has 300 characters; a partition key has 1 to 256.' } as const;
    expect(personSentence({ ...person, ...failed })).toBe(`Their next change could not be sent. ${failed.message} ${errorCodes[failed.code].remedy}`);
    expect(errorCodes[failed.code].remedy).not.toContain('256');
  });
});

test('neighbouring sequence numbers can be told apart in short', () => {
  const [one, next] = ['49646986683135544286507457936321625675700192471156785154', '49646986683135544286507457936321625675700192471156785155'];
  expect(shortSequence(one)).not.toBe(shortSequence(next));
  expect(shortSequence('7')).toBe('7');
});

test('a file of deliveries has a line for each, without the partition key that a role does not see', () => {
  const delivery: Delivery = {
    exportId: 'exp_1',
    runId: 'run_1',
    profileId: 'p1',
    reason: 'backfill',
    partitionKey: 'ada@example.com',
    shardId: 'shard-1',
    sequenceNumber: '7',
    attempts: 2,
    bytes: 40,
    acceptedAt: '2026-11-20T10:00:00.000Z',
    deliveredAt: '2026-11-20T10:00:01.500Z',
  };
  const { begin, page } = csvFormat(deliveryExport);
  expect(begin).toBe('\uFEFFRecord id,Profile,Partition key,Reason,Accepted,Delivered,Latency,Shard,Sequence number,Attempts,Bytes,Run\r\n');
  expect(page([delivery, { ...delivery, partitionKey: null }], true)).toBe(
    ['ada@example.com', ''].map((key) => `exp_1,p1,${key},Everyone was sent,2026-11-20T10:00:00.000Z,2026-11-20T10:00:01.500Z,1500,shard-1,7,2,40,run_1\r\n`).join(''),
  );
});
