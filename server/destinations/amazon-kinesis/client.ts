import { PutRecordsCommand, type PutRecordsOutput } from '@aws-sdk/client-kinesis';
import { toActivationError } from '../../kit/errors.ts';
import type { SendResult, StreamClient, StreamRecord } from '../../publisher/streamClient.ts';
import type { OpenAccount, StreamTarget } from '../definition.ts';
import { connect } from './connection.ts';
import { readError, readRow, unclearAnswer } from './errors.ts';
import { callDeadlineMs, maxBytesPerRequest, maxRecordsPerRequest } from './limits.ts';
import type { OperatorSettings } from './settings.ts';
import { signInWithin } from './signIn.ts';
import { positionOf, readPartitions } from './shardMap.ts';

/**
 * Sends to one stream, over the connection of its account, which lives as long as anybody sends with it: the SDK keeps in
 * it what it learned of the difference between this host's clock and AWS's. `deadlineMs`: when a request is over, whatever happens.
 */
export function createStreamClient(account: OpenAccount, target: StreamTarget, settings: OperatorSettings, deadlineMs: number = callDeadlineMs): StreamClient {
  const connection = connect(account, settings, 1);
  const { sdk, signIn } = connection;
  return {
    limits: { maxRecordsPerRequest, maxBytesPerRequest, maxBytesPerRecord: target.maxRecordBytes },
    sizeOf: ({ data, partitionKey }) => data.byteLength + Buffer.byteLength(partitionKey),
    positionOf,
    async readPartitions(signal) {
      const abortSignal = AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]);
      await signInWithin(signIn, abortSignal);
      return readPartitions(sdk, target.name, abortSignal);
    },
    async send(records, signal) {
      const command = new PutRecordsCommand({ StreamName: target.name, Records: records.map(({ data, partitionKey }) => ({ Data: data, PartitionKey: partitionKey })) });
      const abortSignal = AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]);
      const put = async (): Promise<PutRecordsOutput> => {
        try {
          return await sdk.send(command, { abortSignal });
        } catch (thrown) {
          throw readError(thrown);
        }
      };
      const key = await signInWithin(signIn, abortSignal);
      try {
        return readResults(records, await put());
      } catch (error) {
        // One more try decides: from the refusal the SDK learned how far this host's clock is off, and borrowed
        // credentials are borrowed anew. Nothing was stored: AWS refused the signature.
        const { code } = toActivationError(error);
        if (code !== 'clock_skewed' && !(code === 'token_expired' && signIn.renew(key))) throw error;
        await signInWithin(signIn, abortSignal);
        return readResults(records, await put());
      }
    },
    close: () => connection.close(),
  };
}

/**
 * One result per record. A 200 proves nothing by itself: the SDK returns empty and short answers as success, and
 * `FailedRecordCount` can lie. Only a row's own sequence number counts; any row that is neither proof nor refusal
 * makes the outcome of the request unknown.
 */
function readResults(records: readonly StreamRecord[], answer: PutRecordsOutput): SendResult[] {
  const rows: unknown = answer.Records;
  if (!Array.isArray(rows)) throw unclearAnswer('NoResults');
  if (rows.length !== records.length) throw unclearAnswer('ResultCountMismatch');
  return rows.map((row: unknown) => readResult(row));
}

function readResult(row: unknown): SendResult {
  const { SequenceNumber: sequenceNumber, ShardId: shardId, ErrorCode: errorCode, ErrorMessage: errorMessage } = (row ?? {}) as Readonly<Record<string, unknown>>;
  const isDelivered = isFilled(sequenceNumber);
  const isRefused = isFilled(errorCode);
  if (isDelivered === isRefused) throw unclearAnswer('ResultUnclear');
  if (isRefused) return readRow(errorCode, isFilled(errorMessage) ? errorMessage : '');
  if (!isDelivered || !isFilled(shardId)) throw unclearAnswer('ResultUnclear');
  return { ok: true, shardId, sequenceNumber };
}

const isFilled = (value: unknown): value is string => typeof value === 'string' && value !== '';
