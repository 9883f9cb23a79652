import { errorCodes } from '../../shared/errorCodes.ts';
import type { QueuedRecord } from './queuedRecord.ts';
import type { Partition } from './sendQueue.ts';
import type { SendResult } from './streamClient.ts';

/**
 * Tells the partitions what they took of a request, by which they adapt their pace. `now`: monotonic milliseconds.
 * Returns whether a record lies elsewhere than expected: the partitions have changed.
 */
export function answerPartitions(batch: readonly QueuedRecord<unknown>[], results: readonly SendResult[], now: number): boolean {
  const answers = new Map<Partition<unknown>, { sent: number; refused: number }>();
  let isElsewhere = false;
  for (const [index, { sentTo }] of batch.entries()) {
    if (sentTo === null) continue;
    const result = results[index] as SendResult;
    let answer = answers.get(sentTo);
    if (answer === undefined) answers.set(sentTo, (answer = { sent: 0, refused: 0 }));
    answer.sent += 1;
    if (result.ok) isElsewhere ||= sentTo.id !== '' && result.shardId !== sentTo.id;
    else if (errorCodes[result.code].retry === 'slow_down') answer.refused += 1;
  }
  for (const [{ pace }, { sent, refused }] of answers) pace.answered(sent, refused, now);
  return isElsewhere;
}
