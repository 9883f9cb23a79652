import type { StreamDescriptionSummary } from '@aws-sdk/client-kinesis';
import { isoTime } from '../../kit/clock.ts';
import { ActivationError } from '../../kit/errors.ts';
import type { OpenAccount, StreamTarget } from '../definition.ts';
import { blameDestination } from './blame.ts';
import { readError } from './errors.ts';
import { creationLookSeconds } from './limits.ts';
import { describe, look, maxRecordBytes } from './look.ts';
import type { OperatorSettings } from './settings.ts';

/**
 * The stream exists and takes records. AWS goes on taking them while a stream is UPDATING. Nothing is written, and
 * nothing but DescribeStreamSummary is called.
 */
export async function verifyStream(account: OpenAccount, stream: string, settings: OperatorSettings, signal: AbortSignal): Promise<StreamTarget> {
  let summary: StreamDescriptionSummary | undefined;
  try {
    summary = await look(account, settings, signal, (client, options) => describe(client, stream, options));
  } catch (thrown) {
    throw blameDestination(readError(thrown), stream, account.region);
  }
  const told = demandSummary(summary);
  demandActive(told);
  return targetOf(told, stream);
}

/** An answer that says what it was asked for; a 200 without it came from somebody else. */
export function demandSummary(summary: StreamDescriptionSummary | undefined): StreamDescriptionSummary {
  if (summary?.StreamStatus !== undefined) return summary;
  throw new ActivationError('destination_unavailable', 'AWS gave an unclear answer about the stream. Try again.', { vendorCode: 'NoSummary' });
}

/** Throws where AWS takes no records for the stream as it is now. */
export function demandActive({ StreamStatus: status }: StreamDescriptionSummary): void {
  if (status === 'CREATING') throw notActive(status, 'The stream is still being created.', creationLookSeconds);
  if (status === 'DELETING') throw notActive(status, 'The stream is being deleted.');
}

function notActive(vendorCode: string, message: string, retryAfterSeconds?: number): ActivationError {
  const issues = [{ path: 'stream', code: 'stream_not_active', message } as const];
  return new ActivationError('stream_not_active', message, { issues, vendorCode, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) });
}

/** What is kept of a stream that is sent to. */
export const targetOf = (summary: StreamDescriptionSummary, stream: string): StreamTarget => ({
  name: stream,
  arn: summary.StreamARN ?? null,
  createdAt: summary.StreamCreationTimestamp === undefined ? null : isoTime(summary.StreamCreationTimestamp.getTime()),
  maxRecordBytes: maxRecordBytes(summary),
  mode: summary.StreamModeDetails?.StreamMode === 'ON_DEMAND' ? 'on_demand' : 'provisioned',
});
