import { PutRecordsCommand, type KinesisClient, type PutRecordsResultEntry } from '@aws-sdk/client-kinesis';
import type { TestRecord } from '../../../shared/account.ts';
import { systemClock } from '../../kit/clock.ts';
import { ActivationError } from '../../kit/errors.ts';
import { markedRecord } from '../../publisher/testRecord.ts';
import { readError, readRow, unclearAnswer } from './errors.ts';
import { callOptions } from './look.ts';

/**
 * Asks whether a record would be taken: PutRecords with `DryRun` (AWS, September 2026), which checks everything the
 * writing itself would, the stream's key included, and answers `DryRunOperationException` instead of writing. An
 * endpoint that does not know the field writes the record and answers 200: then the record is told. Null: nothing was
 * written. Rejects with what keeps it from being taken.
 */
export async function askToWrite(client: KinesisClient, stream: string, signal: AbortSignal): Promise<TestRecord | null> {
  const { data, partitionKey } = markedRecord(systemClock);
  const startedAt = systemClock.monotonic();
  let rows: unknown;
  try {
    const command = new PutRecordsCommand({ StreamName: stream, DryRun: true, Records: [{ Data: data, PartitionKey: partitionKey }] });
    ({ Records: rows } = await client.send(command, callOptions(signal)));
  } catch (thrown) {
    const error = readError(thrown);
    if (error.vendorCode === 'DryRunOperationException') return null;
    throw error;
  }
  const row = (Array.isArray(rows) ? rows[0] : undefined) as PutRecordsResultEntry | undefined;
  if (row?.ErrorCode !== undefined) {
    const refused = readRow(row.ErrorCode, row.ErrorMessage ?? '');
    throw new ActivationError(refused.code, refused.message, { vendorCode: refused.vendorCode });
  }
  if (row?.SequenceNumber === undefined) throw unclearAnswer('NoDryRunAnswer');
  const latencyMs = Math.round(systemClock.monotonic() - startedAt);
  return { shardId: row.ShardId ?? '', sequenceNumber: row.SequenceNumber, latencyMs, partitionKey, data: Buffer.from(data).toString() };
}
