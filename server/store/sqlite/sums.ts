import type { SQLInputValue } from 'node:sqlite';
import { addHistograms } from '../../kit/histogram.ts';
import type { OutcomeSums } from '../rows.ts';

/** The columns that runs and minutes share, in the order of `sumValues`. */
export const sumColumns = 'received, activated, excluded, failed, retried, throttled, bytes, latency, reasons';
/** For an upsert: replaces every sum by the new one. */
export const sumAssignments = sumColumns
  .split(', ')
  .map((column) => `${column} = excluded.${column}`)
  .join(', ');

/** Sums as read: latency and reasons are JSON. */
export type StoredSums = Omit<OutcomeSums, 'latency' | 'reasons'> & { readonly latency: string; readonly reasons: string };

export function sumsOf({ received, activated, excluded, failed, retried, throttled, bytes, latency, reasons }: StoredSums): OutcomeSums {
  return {
    received,
    activated,
    excluded,
    failed,
    retried,
    throttled,
    bytes,
    latency: JSON.parse(latency) as OutcomeSums['latency'],
    reasons: JSON.parse(reasons) as OutcomeSums['reasons'],
  };
}

export function sumValues(sums: OutcomeSums): SQLInputValue[] {
  const { received, activated, excluded, failed, retried, throttled, bytes, latency, reasons } = sums;
  return [received, activated, excluded, failed, retried, throttled, bytes, JSON.stringify(latency), JSON.stringify(reasons)];
}

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
