import { PutRecordsCommand, type KinesisClient } from '@aws-sdk/client-kinesis';
import { systemClock } from '../../kit/clock.ts';
import { ActivationError } from '../../kit/errors.ts';
import { markedRecord } from '../../publisher/testRecord.ts';
import { readError, readRow, unclearAnswer } from './errors.ts';
import { callOptions } from './look.ts';

/**
 * Asks whether a record would be taken: PutRecords with `DryRun` (AWS, September 2026), which checks everything the
 * writing itself would, the stream's key included, and answers `DryRunOperationException` instead of writing. An
 * endpoint that does not know the field writes the record and answers 200: then true. Rejects with what keeps it from being taken.
 */
export async function askToWrite(client: KinesisClient, stream: string, signal: AbortSignal): Promise<{ readonly wasWritten: boolean }> {
  const { data, partitionKey } = markedRecord(systemClock);
  let rows: unknown;
  try {
    const command = new PutRecordsCommand({ StreamName: stream, DryRun: true, Records: [{ Data: data, PartitionKey: partitionKey }] });
    ({ Records: rows } = await client.send(command, callOptions(signal)));
  } catch (thrown) {
    const error = readError(thrown);
    if (error.vendorCode === 'DryRunOperationException') return { wasWritten: false };
    throw error;
  }
  const row = (Array.isArray(rows) ? rows[0] : undefined) as { readonly SequenceNumber?: string; readonly ErrorCode?: string; readonly ErrorMessage?: string } | undefined;
  if (row?.ErrorCode !== undefined) {
    const refused = readRow(row.ErrorCode, row.ErrorMessage ?? '');
    throw new ActivationError(refused.code, refused.message, { vendorCode: refused.vendorCode });
  }
  if (row?.SequenceNumber === undefined) throw unclearAnswer('NoDryRunAnswer');
  return { wasWritten: true };
}
