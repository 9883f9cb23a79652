import { toActivationError, type ActivationError } from '../kit/errors.ts';
import type { SendResult, StreamClient, StreamRecord } from './streamClient.ts';

/** One request: one result per record, or why it failed as a whole. An answer with another number of results is a failure, its outcome unknown. Never rejects. */
export async function sendRequest(client: StreamClient, records: readonly StreamRecord[], signal: AbortSignal): Promise<readonly SendResult[] | ActivationError> {
  try {
    const results = await client.send(records, signal);
    if (results.length === records.length) return results;
    throw new Error('A stream client answered with another number of results than records.');
  } catch (thrown) {
    return toActivationError(thrown);
  }
}
