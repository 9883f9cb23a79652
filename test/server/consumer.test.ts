import { expect, test } from 'vitest';
import type { StoredRecord } from '../fakes/streamState.ts';
import { readStream } from './consumer.ts';

/** A record of a profile's version; `id` and `mark` as they should be unless a test says otherwise. */
function record(subject: string, version: number, { id = `${subject}#${version}`, mark = `${subject}-${version}` } = {}): StoredRecord {
  const event = { id, subject, profileversion: String(version).padStart(16, '0'), data: { identityMap: { ecid: [{ id: mark }] } } };
  return { shardId: 's', sequenceNumber: '1', partitionKey: subject, data: Buffer.from(JSON.stringify(event)), at: 0 };
}

test('a repeat is a repeat, and versions that rise are in order', () => {
  const reading = readStream([record('a', 1), record('b', 9), record('a', 1), record('a', 10), record('b', 9)]);
  expect(reading).toMatchObject({ records: 5, broken: [], marks: new Set(['a-1', 'b-9', 'a-10']) });
  expect(reading.first.map(({ id }) => id)).toEqual(['a#1', 'b#9', 'a#10']);
});

test.each([
  ['one id for two contents', [record('a', 1), record('a', 1, { mark: 'other' })]],
  ['two ids for one change', [record('a', 1), record('a', 1, { id: 'other' })]],
  ['a change that overtook another', [record('a', 2), record('a', 1)]],
])('%s is noticed', (_, stored) => {
  expect(readStream(stored).broken).toHaveLength(1);
});
