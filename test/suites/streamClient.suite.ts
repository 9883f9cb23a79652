import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SendResult, StreamClient, StreamRecord } from '../../server/publisher/streamClient.ts';
import { ActivationError } from '../../server/kit/errors.ts';
import { seededRandom } from '../fakes/manualClock.ts';

/** A stream under test: a client of it, and a way around the client to read what really lies in it. */
export interface StreamUnderTest {
  readonly client: StreamClient;
  /** Everything stored, per shard in the order of the shard. */
  read(): Promise<readonly { readonly shardId: string; readonly partitionKey: string; readonly data: Uint8Array }[]>;
  close(): Promise<void>;
}

const never = new AbortController().signal;

const texts = ['{"a":1}', '{"name":"Ünïcödé ☃ 日本語"}', '{"emoji":"👩‍👩‍👧‍👦🏳️‍🌈"}', '{"rtl":"مرحبا"}', '{"quote":"\\"\\\\\\u2028"}', '', ' '];

/** Records that find every way of getting bytes wrong: text of all scripts, all 256 bytes, long and short, odd keys. */
export function mixedRecords(count: number, seed = 7): StreamRecord[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, index) => {
    const text = texts[index % texts.length] as string;
    const binary = Uint8Array.from({ length: Math.floor(random() * 600) + 1 }, () => Math.floor(random() * 256));
    return {
      data: index % 3 === 0 ? binary : Buffer.from(`${text}#${index}`),
      partitionKey: index % 10 === 0 ? `schlüssel-☃-${index}` : index % 7 === 0 ? 'k'.repeat(256 - String(index).length) + index : `profile-${index}`,
    };
  });
}

const hex = (data: Uint8Array): string => Buffer.from(data).toString('hex');

/** What every implementation of the port owes the publisher. Needs a stream that takes 500 records at once. */
export function streamClientSuite(name: string, open: () => Promise<StreamUnderTest>): void {
  describe(`stream client on ${name}`, () => {
    let stream: StreamUnderTest;
    beforeAll(async () => {
      stream = await open();
    }, 30_000);
    afterAll(() => stream?.close());

    test('every record of a full request is proven by index and lies in the stream byte for byte', async () => {
      const records = mixedRecords(Math.min(500, stream.client.limits.maxRecordsPerRequest));
      const results = await stream.client.send(records, never);
      expect(results).toHaveLength(records.length);
      const stored = new Map((await stream.read()).map((record) => [record.partitionKey, record]));
      results.forEach((result: SendResult, index) => {
        const record = records[index] as StreamRecord;
        expect(result.ok).toBe(true);
        const found = stored.get(record.partitionKey);
        expect({ key: record.partitionKey, data: found && hex(found.data) }).toEqual({ key: record.partitionKey, data: hex(record.data) });
        expect(result).toMatchObject({ shardId: found?.shardId, sequenceNumber: expect.stringMatching(/^\d+$/) });
      });
    });

    test('records of one key that are sent one after the other lie in that order', async () => {
      const key = 'one-after-the-other';
      for (let index = 0; index < 5; index += 1) await stream.client.send([{ data: Buffer.from(String(index)), partitionKey: key }], never);
      const own = (await stream.read()).filter(({ partitionKey }) => partitionKey === key);
      expect(own.map(({ data }) => Buffer.from(data).toString())).toEqual(['0', '1', '2', '3', '4']);
    });

    test('a record counts with its data and the UTF-8 bytes of its key', () => {
      expect(stream.client.sizeOf({ data: Buffer.from('äöü'), partitionKey: '☃k' })).toBe(6 + 4);
      expect(stream.client.limits.maxBytesPerRecord).toBeLessThanOrEqual(stream.client.limits.maxBytesPerRequest);
    });

    test('a request that is cut off rejects with an error of the table that is tried again', async () => {
      const cut = AbortSignal.abort();
      const error: unknown = await stream.client.send([{ data: Buffer.from('x'), partitionKey: 'cut-off' }], cut).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(ActivationError);
      expect((error as ActivationError).entry.retry).toBe('backoff');
    });
  });
}
