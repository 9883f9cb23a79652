import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PartitionPaces } from '../../server/publisher/partitionPaces.ts';
import { SendQueue } from '../../server/publisher/sendQueue.ts';
import type { PartitionMap } from '../../server/publisher/streamClient.ts';

const limits = { maxRecordsPerRequest: 5, maxBytesPerRequest: 100 };
const unlimited = { recordsPerSecond: 1e9, bytesPerSecond: 1e12 };

interface Item {
  readonly size: number;
  readonly position: number;
  readonly isBulk: boolean;
  readonly number: number;
}

function mapOf(starts: readonly number[], perSecond: Pick<PartitionMap, 'recordsPerSecond' | 'bytesPerSecond'> = unlimited): PartitionMap {
  return { ids: starts.map((start) => `from ${start}`), starts, ...perSecond };
}

const anyItems = fc
  .array(fc.record({ size: fc.integer({ min: 1, max: 100 }), position: fc.double({ min: 0, max: 0.999, noNaN: true }), isBulk: fc.boolean() }), { maxLength: 60 })
  .map((items) => items.map((item, number): Item => ({ ...item, number })));
const anyStarts = fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { maxLength: 7 }).map((inner) => [0, ...inner.map((hundredths) => hundredths / 100).sort((a, b) => a - b)]);

function drain(queue: SendQueue<Item>): Item[][] {
  const batches: Item[][] = [];
  while (queue.length > 0) batches.push(queue.takeBatch(limits, 0));
  return batches;
}

describe('the send queue', () => {
  test('gives out everything once, in batches no larger than a request, however the partitions change meanwhile', () => {
    fc.assert(
      fc.property(anyItems, fc.array(anyStarts, { minLength: 1, maxLength: 4 }), (items, maps) => {
        const queue = new SendQueue<Item>(new PartitionPaces(), 0);
        const batches: Item[][] = [];
        for (const [index, starts] of maps.entries()) {
          queue.remap(mapOf(starts), 0);
          for (const item of items.filter(({ number }) => number % maps.length === index)) queue.push(item);
          if (queue.length > 0) batches.push(queue.takeBatch(limits, 0));
        }
        batches.push(...drain(queue));
        for (const batch of batches) {
          expect(batch.length).toBeGreaterThan(0);
          expect(batch.length).toBeLessThanOrEqual(limits.maxRecordsPerRequest);
          expect(batch.reduce((sum, { size }) => sum + size, 0)).toBeLessThanOrEqual(limits.maxBytesPerRequest);
        }
        expect(
          batches
            .flat()
            .map(({ number }) => number)
            .toSorted((a, b) => a - b),
        ).toEqual(items.map(({ number }) => number));
      }),
    );
  });

  test('within a partition what came back goes first, then what is urgent, then bulk, each in its order', () => {
    fc.assert(
      fc.property(anyItems, fc.array(fc.boolean(), { minLength: 60, maxLength: 60 }), anyStarts, (items, comesBack, starts) => {
        const queue = new SendQueue<Item>(new PartitionPaces(), 0);
        queue.remap(mapOf(starts), 0);
        const rankOf = ({ number, isBulk }: Item) => (comesBack[number] === true ? 0 : isBulk ? 2 : 1);
        for (const item of items) {
          if (comesBack[item.number] === true) queue.pushAgain(item);
          else queue.push(item);
        }
        const taken = drain(queue).flat();
        for (const partition of queue.partitions) {
          const ours = taken.filter(({ position }) => queue.partitionAt(position) === partition);
          expect(ours).toEqual(ours.toSorted((a, b) => rankOf(a) - rankOf(b) || a.number - b.number));
        }
      }),
    );
  });

  test('a partition that may take nothing now holds up nobody else', () => {
    const queue = new SendQueue<Item>(new PartitionPaces(), 0);
    queue.remap(mapOf([0, 0.5], { recordsPerSecond: 100, bytesPerSecond: 1e6 }), 0);
    for (let number = 0; number < 50; number += 1) queue.push({ size: 1, position: 0.1, isBulk: false, number });
    while (queue.sendable(0, 5) > 0) queue.takeBatch(limits, 0);
    const left = queue.length;
    expect(left).toBeGreaterThan(40);
    queue.push({ size: 1, position: 0.9, isBulk: true, number: 99 });
    expect(queue.takeBatch(limits, 0).map(({ number }) => number)).toEqual([99]);
    expect(queue.waitMs(0)).toBeGreaterThan(0);
    expect(queue.waitMs(0)).toBeLessThan(15);
    expect(queue.takeBatch(limits, 15)).not.toEqual([]);
  });

  test('an item goes to the partition whose start is at or before its position, and one request serves them all', () => {
    const queue = new SendQueue<Item>(new PartitionPaces(), 0);
    queue.remap(mapOf([0, 0.25, 0.5]), 0);
    expect([0, 0.2499, 0.25, 0.4999, 0.5, 0.9999].map((position) => queue.partitionAt(position).id)).toEqual([
      'from 0',
      'from 0',
      'from 0.25',
      'from 0.25',
      'from 0.5',
      'from 0.5',
    ]);
    for (const [number, position] of [0.1, 0.3, 0.6].entries()) queue.push({ size: 1, position, isBulk: false, number });
    expect(queue.takeBatch(limits, 0).map(({ number }) => number)).toEqual([0, 1, 2]);
  });

  test('every partition has its turn while all are full', () => {
    const queue = new SendQueue<Item>(new PartitionPaces(), 0);
    queue.remap(mapOf([0, 0.25, 0.5, 0.75]), 0);
    for (let number = 0; number < 80; number += 1) queue.push({ size: 1, position: (number % 4) / 4, isBulk: false, number });
    const first = [1, 2, 3, 4].map(() => queue.takeBatch(limits, 0)[0]?.position);
    expect(new Set(first)).toEqual(new Set([0, 0.25, 0.5, 0.75]));
  });

  test('a partition that stays keeps its pace; one with other limits begins anew', () => {
    const queue = new SendQueue<Item>(new PartitionPaces(), 0);
    queue.remap(mapOf([0, 0.5]), 0);
    const [low] = queue.partitions;
    queue.remap(mapOf([0, 0.5, 0.75]), 1);
    expect(queue.partitions[0]?.pace).toBe(low?.pace);
    queue.remap(mapOf([0, 0.5, 0.75], { recordsPerSecond: 5, bytesPerSecond: 5 }), 2);
    expect(queue.partitions[0]?.pace).not.toBe(low?.pace);
  });

  test('tells how much waits for capacity, by records or bytes, whichever takes longer', () => {
    const queue = new SendQueue<Item>(new PartitionPaces(), 0);
    queue.remap(mapOf([0, 0.5], { recordsPerSecond: 100, bytesPerSecond: 1e6 }), 0);
    const { recordsPerSecond, bytesPerSecond } = queue.partitions[0]!.pace;
    const push = (count: number, position: number, size: number): void => {
      for (let number = 0; number < count; number += 1) queue.push({ size, position, isBulk: number % 2 === 0, number });
    };
    push(98, 0.1, 1);
    expect(queue.capacityWait).toBeNull();
    push(2, 0.1, 1);
    expect(queue.capacityWait).toEqual({ records: 100, partitions: 1, ofPartitions: 2, milliseconds: Math.round(100_000 / recordsPerSecond) });
    push(50, 0.9, 100_000);
    expect(queue.capacityWait).toEqual({ records: 150, partitions: 2, ofPartitions: 2, milliseconds: Math.round(5e9 / bytesPerSecond) });
    queue.takeBatch({ maxRecordsPerRequest: 500, maxBytesPerRequest: 1e9 }, 0);
    queue.remap(mapOf([0, 0.9], { recordsPerSecond: 100, bytesPerSecond: 1e6 }), 0);
    for (let at = 1_000; queue.length > 0; at += 1_000) queue.takeBatch({ maxRecordsPerRequest: 500, maxBytesPerRequest: 1e9 }, at);
    expect(queue.capacityWait).toBeNull();
    expect(queue.length).toBe(0);
  });
});
