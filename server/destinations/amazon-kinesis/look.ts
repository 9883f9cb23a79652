import { DescribeStreamSummaryCommand, type KinesisClient, type StreamDescriptionSummary } from '@aws-sdk/client-kinesis';
import type { OpenAccount } from '../definition.ts';
import { connect } from './connection.ts';
import { readError } from './errors.ts';
import { callDeadlineMs, defaultMaxRecordKiB, lookupAttempts } from './limits.ts';
import type { OperatorSettings } from './settings.ts';
import { signInWithin } from './signIn.ts';

/** What a single call may take at most. */
export const callOptions = (signal: AbortSignal): { abortSignal: AbortSignal } => ({ abortSignal: AbortSignal.any([signal, AbortSignal.timeout(callDeadlineMs)]) });

/** Runs calls within one deadline, and turns what they throw into errors of our table. */
export async function look<T>(
  account: OpenAccount,
  settings: OperatorSettings,
  signal: AbortSignal,
  run: (client: KinesisClient, options: { abortSignal: AbortSignal }) => Promise<T>,
): Promise<T> {
  const connection = connect(account, settings, lookupAttempts);
  const options = callOptions(signal);
  try {
    await signInWithin(connection.signIn, options.abortSignal);
    return await run(connection.sdk, options);
  } catch (thrown) {
    throw readError(thrown);
  } finally {
    connection.close();
  }
}

/** What AWS says of a stream; undefined when the answer came from somebody else. */
export const describe = async (client: KinesisClient, stream: string, options: { abortSignal: AbortSignal }): Promise<StreamDescriptionSummary | undefined> =>
  (await client.send(new DescribeStreamSummaryCommand({ StreamName: stream }), options)).StreamDescriptionSummary;

/** Bytes of one record, data and partition key together. */
export const maxRecordBytes = (summary: StreamDescriptionSummary): number => (summary.MaxRecordSizeInKiB ?? defaultMaxRecordKiB) * 1024;
