import { hotShardOf, usedOf } from '../../delivery/hotShard.ts';
import type { StreamTarget } from '../../destinations/definition.ts';
import { isoTime } from '../../kit/clock.ts';
import type { Handlers } from '../context.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { knownDestination } from '../knownDestination.ts';

/** Shards that are told one by one: a page of hundreds tells nobody more. */
const shardsTold = 100;

export function shardRoutes({ store, supervisor }: Pick<ApiDependencies, 'store' | 'supervisor'>): Pick<Handlers, 'getShards'> {
  return {
    async getShards({ params }) {
      const destination = await knownDestination(store, params.id);
      const { mode = null } = JSON.parse(destination.targetJson) as StreamTarget;
      const [report, delivers] = await Promise.all([supervisor.shardLoads(params.id), supervisor.delivers()]);
      // A stream in on-demand mode grows by itself: that its shards are full is not for anybody to mend.
      const limits = mode === 'provisioned' ? (report?.limits ?? null) : null;
      const loads = report?.shards ?? [];
      const unplacedThrottled = report?.unplacedThrottled ?? 0;
      const total = (of: 'records' | 'bytes' | 'throttled'): number => loads.reduce((sum, load) => sum + load[of], 0);
      return {
        delivers,
        countedSince: report === null ? null : isoTime(report.since),
        mode,
        limits: limits === null ? null : { recordsPerSecond: limits.storedPerSecond, bytesPerSecond: limits.bytesPerSecond },
        openShards: report?.openCount ?? null,
        shards: loads
          .toSorted((a, b) => b.records - a.records || b.throttled - a.throttled || (a.shardId < b.shardId ? -1 : 1))
          .slice(0, shardsTold)
          .map(({ storedPerSecond, ...load }) => ({ ...load, recordsPerSecond: storedPerSecond, used: limits === null ? null : usedOf({ storedPerSecond, ...load }, limits) })),
        totals: { records: total('records'), bytes: total('bytes'), throttled: total('throttled') + unplacedThrottled },
        unplacedThrottled,
        hot: hotShardOf(loads, report?.openCount ?? loads.length, limits),
      };
    },
  };
}
