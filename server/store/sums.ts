import { addHistograms } from '../kit/histogram.ts';
import type { OutcomeSums } from './rows.ts';

export const noOutcomes: OutcomeSums = { received: 0, activated: 0, excluded: 0, failed: 0, retried: 0, throttled: 0, bytes: 0, latency: {}, reasons: [] };

/** PURE. Every number of both together; a reason stands once, with its counts added. */
export function addSums(a: OutcomeSums, b: OutcomeSums): OutcomeSums {
  return {
    received: a.received + b.received,
    activated: a.activated + b.activated,
    excluded: a.excluded + b.excluded,
    failed: a.failed + b.failed,
    retried: a.retried + b.retried,
    throttled: a.throttled + b.throttled,
    bytes: a.bytes + b.bytes,
    latency: addHistograms(a.latency, b.latency),
    reasons: addReasons(a.reasons, b.reasons),
  };
}

function addReasons(a: OutcomeSums['reasons'], b: OutcomeSums['reasons']): OutcomeSums['reasons'] {
  const sums = new Map<string, OutcomeSums['reasons'][number]>();
  for (const reason of [...a, ...b]) {
    const key = `${reason.counter} ${reason.code}`;
    sums.set(key, { ...reason, count: reason.count + (sums.get(key)?.count ?? 0) });
  }
  return [...sums.values()];
}
