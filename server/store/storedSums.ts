import type { OutcomeSums } from './rows.ts';

/** The columns that runs, minutes and hours share, in the order of `sumValues`. */
export const sumColumns = 'received, activated, excluded, failed, retried, throttled, bytes, latency, reasons';

/** Sums as stored: latency and reasons are JSON. */
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

export function sumValues(sums: OutcomeSums): (number | string)[] {
  const { received, activated, excluded, failed, retried, throttled, bytes, latency, reasons } = sums;
  return [received, activated, excluded, failed, retried, throttled, bytes, JSON.stringify(latency), JSON.stringify(reasons)];
}
