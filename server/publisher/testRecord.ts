import type { TestRecord } from '../../shared/account.ts';
import { isoTime, type Clock } from '../kit/clock.ts';
import { ActivationError } from '../kit/errors.ts';
import type { StreamClient, StreamRecord } from './streamClient.ts';

/** All test records lie under it, so that readers can tell them by their key, too. */
const partitionKey = 'tributary-test';

/** A record that says of itself that it is a test, with the time of it. Never a profile: even a permission that is only asked for is asked with this one. */
export function markedRecord(clock: Clock): StreamRecord {
  return { data: Buffer.from(JSON.stringify({ test: true, source: 'tributary', time: isoTime(clock.now()) })), partitionKey };
}

/** Sends one marked record as deliveries are sent, and tells where it lies. Rejects with an `ActivationError` when it was not taken, or when nobody can tell. */
export async function sendTestRecord(client: StreamClient, clock: Clock, signal: AbortSignal): Promise<TestRecord> {
  const record = markedRecord(clock);
  const startedAt = clock.monotonic();
  const [result] = await client.send([record], signal);
  if (result === undefined) throw new ActivationError('defect', 'The test record has no result.');
  if (!result.ok) throw new ActivationError(result.code, result.message, { vendorCode: result.vendorCode });
  const { shardId, sequenceNumber } = result;
  return { shardId, sequenceNumber, latencyMs: Math.round(clock.monotonic() - startedAt), partitionKey, data: Buffer.from(record.data).toString() };
}
