import type { Clock } from '../kit/clock.ts';
import type { Announcements } from '../store/announcements.ts';
import { Tail, type WatchedBatch } from './tail.ts';
import { messagesOf, tailTopic, type TailCall } from './tailMessages.ts';

/** A watch that nobody has named for so long is over, milliseconds: its process ended, or cannot be told anything. */
const forgottenMs = 15_000;
/** What a worker tells all who watch together, bytes a second. PostgreSQL lets commits that tell something wait for each other. */
const bytesPerSecond = 128 * 1024;

interface Served {
  readonly replyTo: string;
  readonly source: string;
  /** Monotonic milliseconds. */
  until: number;
  total: number;
}

/**
 * The tail of a worker, for those who watch from any process: it hears who watches, and tells them once a second what it
 * saw. Nothing is told where nobody watches. What cannot be told is lost, and counted: the next part has it in its total.
 */
export function serveTail(options: { readonly topics: Pick<Announcements, 'publish' | 'hear'>; readonly clock: Clock; readonly newSource: () => string }): Tail {
  const { topics, clock, newSource } = options;
  const watches = new Map<string, Served>();
  const tail = new Tail(clock, tell);
  let isTelling = false;

  function tell(batches: readonly WatchedBatch[]): void {
    const messages = new Map<string, string[]>();
    for (const { watchId, matched, records } of batches) {
      const served = watches.get(watchId);
      if (served === undefined) continue;
      served.total += matched;
      const { source, total, replyTo } = served;
      const more = messagesOf({ watchId, source, total, records }, bytesPerSecond / batches.length);
      messages.set(replyTo, [...(messages.get(replyTo) ?? []), ...more]);
    }
    // A database that is slow holds up nothing, and no more than one second of records is on its way to it.
    if (isTelling) return;
    isTelling = true;
    void Promise.allSettled([...messages].map(([replyTo, parts]) => topics.publish(replyTo, parts))).then(() => (isTelling = false));
  }

  function end(watchId: string): void {
    watches.delete(watchId);
    tail.unwatch(watchId);
  }

  topics.hear(tailTopic, (message) => {
    const call = JSON.parse(message) as TailCall;
    if ('unwatch' in call) return end(call.unwatch);
    const { watch, replyTo } = call;
    const until = clock.monotonic() + forgottenMs;
    const served = watches.get(watch.id);
    if (served !== undefined) served.until = until;
    else {
      watches.set(watch.id, { replyTo, source: newSource(), until, total: 0 });
      tail.watch(watch);
    }
  });
  clock.every(forgottenMs / 3, () => {
    for (const [watchId, { until }] of watches) if (until <= clock.monotonic()) end(watchId);
  });
  return tail;
}
