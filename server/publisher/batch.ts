import type { StreamLimits } from './streamClient.ts';

/** Takes from a line, in its order, as much as one request may hold. `size` is what an item counts, in bytes. The first item always fits: larger ones never get into a line. */
export function takeBatch<T extends { readonly size: number }>(line: { peek(): T | undefined; take(): T | undefined }, limits: StreamLimits, batch: T[] = []): T[] {
  let bytes = 0;
  for (const item of batch) bytes += item.size;
  while (batch.length < limits.maxRecordsPerRequest) {
    const next = line.peek();
    if (next === undefined || bytes + next.size > limits.maxBytesPerRequest) break;
    line.take();
    batch.push(next);
    bytes += next.size;
  }
  return batch;
}
