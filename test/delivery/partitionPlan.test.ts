import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { partitionsOf, planPartitions } from '../../server/delivery/partitionPlan.ts';

/** Workers that come, go and look at what there is in any order; a partition of somebody who went is nobody's. */
class Cluster {
  holders: (string | null)[];
  workers: string[] = [];

  constructor(partitions: number) {
    this.holders = Array.from({ length: partitions }, () => null);
  }

  join(worker: string): void {
    this.workers = [...new Set([...this.workers, worker])].toSorted();
  }

  leave(worker: string): void {
    this.workers = this.workers.filter((other) => other !== worker);
    this.holders = this.holders.map((holder) => (holder === worker ? null : holder));
  }

  /** What one worker does; how many partitions changed hands. */
  look(worker: string): number {
    const { take, release } = planPartitions({ workers: this.workers, holders: this.holders }, worker);
    assert.ok(take.every((partition) => this.holders[partition] === null));
    assert.ok(release.every((partition) => this.holders[partition] === worker));
    this.holders = this.holders.map((holder, partition) => (take.includes(partition) ? worker : release.includes(partition) ? null : holder));
    return take.length + release.length;
  }

  settle(): void {
    // Once everybody gave up what is too much, once everybody took what is free.
    for (let round = 0; round < 2; round += 1) for (const worker of this.workers) this.look(worker);
  }
}

const names = ['a', 'b', 'c', 'd', 'e', 'f'];
const events = fc.array(fc.record({ kind: fc.constantFrom('join' as const, 'leave' as const, 'look' as const), worker: fc.constantFrom(...names) }), { maxLength: 60 });

describe('the share of each worker', () => {
  test('becomes even whoever comes and goes, every partition in one hand, and then nothing moves', () => {
    fc.assert(
      fc.property(fc.constantFrom(1, 16), events, (partitions, steps) => {
        const cluster = new Cluster(partitions);
        cluster.join('a');
        for (const { kind, worker } of steps) {
          if (kind === 'join') cluster.join(worker);
          else if (kind === 'leave' && worker !== 'a') cluster.leave(worker);
          else if (cluster.workers.includes(worker)) cluster.look(worker);
        }
        cluster.settle();
        const shares = cluster.workers.map((worker) => partitionsOf(cluster.holders, worker).length);
        expect(shares.reduce((sum, share) => sum + share, 0)).toBe(partitions);
        expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
        for (const worker of cluster.workers) expect(cluster.look(worker)).toBe(0);
      }),
    );
  });

  test('moves no more than the share of who comes', () => {
    const cluster = new Cluster(16);
    for (const worker of ['a', 'b', 'c']) cluster.join(worker);
    cluster.settle();
    const before = [...cluster.holders];
    cluster.join('d');
    cluster.settle();
    expect(cluster.holders.filter((holder, partition) => holder !== before[partition])).toEqual(['d', 'd', 'd', 'd']);
  });
});
