import type { _Record, KinesisClient } from '@aws-sdk/client-kinesis';
import type { FoundRecord, OpenAccount, RecordPlace } from '../definition.ts';
import { decodeAggregate } from './aggregate.ts';
import { connect } from './connection.ts';
import { readError } from './errors.ts';
import { lookupAttempts } from './limits.ts';
import { callOptions, describe } from './look.ts';
import { findAt, mayNotRead } from './readBack.ts';
import type { OperatorSettings } from './settings.ts';
import { signInWithin } from './signIn.ts';

/** Reads one delivered record where AWS said that it lies. Rejects with what keeps these credentials from reading. */
export async function readRecord(account: OpenAccount, stream: string, place: RecordPlace, settings: OperatorSettings, signal: AbortSignal): Promise<FoundRecord> {
  const connection = connect(account, settings, lookupAttempts);
  try {
    await signInWithin(connection.signIn, callOptions(signal).abortSignal);
    const found = await findAt(connection.sdk, stream, place, signal);
    if (found === 'unseen') return { kind: 'unseen' };
    if (found === 'passed') return { kind: 'gone', retentionHours: await retentionOf(connection.sdk, stream, signal) };
    return recordOf(found, place);
  } catch (thrown) {
    return absence(thrown) ?? Promise.reject(mayNotRead(readError(thrown)));
  } finally {
    connection.close();
  }
}

/** A record that is packed has its own key in the table of the aggregate; one that is not lies as it was sent. */
function recordOf({ Data: data = new Uint8Array(), ApproximateArrivalTimestamp: arrived }: _Record, { partitionKey }: RecordPlace): FoundRecord {
  const packed = decodeAggregate(data);
  const one = packed === null ? { partitionKey, data } : packed.find((record) => record.partitionKey === partitionKey);
  if (one === undefined) return { kind: 'foreign' };
  return { kind: 'found', data: one.data, arrivedAt: arrived?.getTime() ?? null, packedWith: packed === null ? 0 : packed.length - 1 };
}

/** What AWS says of a place that is none any more: a closed shard is removed once its last record is, and numbers of another stream fit no shard of this one. */
function absence(thrown: unknown): FoundRecord | null {
  const { name, message } = thrown instanceof Error ? thrown : { name: '', message: '' };
  if (name === 'ResourceNotFoundException' && /\bshard\b/i.test(message)) return { kind: 'gone', retentionHours: null };
  if (name === 'InvalidArgumentException' && /SequenceNumber/.test(message)) return { kind: 'foreign' };
  return null;
}

/** How long the stream keeps records; null where that may not be asked. */
async function retentionOf(client: KinesisClient, stream: string, signal: AbortSignal): Promise<number | null> {
  try {
    return (await describe(client, stream, callOptions(signal)))?.RetentionPeriodHours ?? null;
  } catch {
    return null;
  }
}
