import { GetRecordsCommand, GetShardIteratorCommand, type _Record, type KinesisClient } from '@aws-sdk/client-kinesis';
import type { TestRecord } from '../../../shared/account.ts';
import { systemClock } from '../../kit/clock.ts';
import { ActivationError } from '../../kit/errors.ts';
import { readError } from './errors.ts';
import { callOptions } from './look.ts';

/** GetRecords is allowed five times a second and shard, for all readers together; a record can be read within a second of its being taken. */
const looks = 6;
const betweenLooksMs = 500;

/** Looks for this very record where the stream says that it lies. False: not there yet. Rejects with what keeps these credentials from reading. */
export async function readBack(client: KinesisClient, stream: string, { data, ...place }: TestRecord, signal: AbortSignal): Promise<boolean> {
  try {
    const found = await findAt(client, stream, place, signal);
    return typeof found === 'object' && Buffer.from(found.Data ?? []).toString() === data;
  } catch (thrown) {
    throw mayNotRead(readError(thrown));
  }
}

/** What lies at a place of a stream. `passed`: only later records do; `unseen`: nothing was to be seen there yet. Rejects with what the SDK throws. */
export async function findAt(
  client: KinesisClient,
  stream: string,
  { shardId, sequenceNumber }: Pick<TestRecord, 'shardId' | 'sequenceNumber'>,
  signal: AbortSignal,
): Promise<_Record | 'passed' | 'unseen'> {
  const start = { ShardIteratorType: 'AT_SEQUENCE_NUMBER', StartingSequenceNumber: sequenceNumber } as const;
  let { ShardIterator: iterator } = await client.send(new GetShardIteratorCommand({ StreamName: stream, ShardId: shardId, ...start }), callOptions(signal));
  for (let look = 0; look < looks && iterator !== undefined; look += 1) {
    if (look > 0) await systemClock.sleep(betweenLooksMs, signal);
    const { Records: records = [], NextShardIterator: next } = await client.send(new GetRecordsCommand({ ShardIterator: iterator, Limit: 1 }), callOptions(signal));
    const found = records.find((record) => record.SequenceNumber === sequenceNumber);
    if (found !== undefined) return found;
    if (records.length > 0) return 'passed';
    iterator = next;
  }
  return 'unseen';
}

/** The table speaks of writing; here another permission is missing, and sending needs none of it. */
export function mayNotRead(error: ActivationError): ActivationError {
  if (error.code !== 'access_denied' && error.code !== 'key_access_denied') return error;
  const what = error.code === 'key_access_denied' ? 'AWS does not allow this user kms:Decrypt on the key of the stream.' : error.message;
  const { vendorCode = error.code } = error;
  return new ActivationError('access_denied', `${what} Only reading back needs it: sending works without.`, { vendorCode });
}
