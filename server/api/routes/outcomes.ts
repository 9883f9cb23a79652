import type { DeliveryEvent } from '../../../shared/delivery.ts';
import { minutesKeptDays } from '../../delivery/retention.ts';
import type { Handlers } from '../context.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { knownDestination } from '../knownDestination.ts';
import { presentPage } from '../present.ts';
import { presentDelivery, presentMetrics } from '../presentDelivery.ts';
import { fieldError } from '../../kit/errors.ts';
import type { TimeRange } from '../../store/store.ts';
import { notFound } from '../refusals.ts';
import { always, rangeOf } from '../timeRange.ts';

type Dependencies = Pick<ApiDependencies, 'store' | 'supervisor' | 'clock'>;

const minuteMs = 60_000;
const dayMs = 86_400_000;
const hourSeconds = 3_600;

function pendingOf(events: readonly DeliveryEvent[], id: string): number {
  return events.find(({ destinationId }) => destinationId === id)?.totals.pending ?? 0;
}

export function outcomeRoutes({ store, supervisor, clock }: Dependencies): Pick<Handlers, 'listDeliveries' | 'getMetrics' | 'getRunMetrics'> {
  /** What of a range a run delivered in, by its minutes: whoever looks for its deliveries goes through no others. Null: it delivered nothing then. */
  async function deliveringTimes(runId: string, { from, to }: TimeRange): Promise<TimeRange | null> {
    const minutes = (await store.readMetrics({ runId }, { from: from - (from % minuteMs), to })).filter(({ sums }) => sums.activated > 0);
    const [first, last] = [minutes[0], minutes.at(-1)];
    return first === undefined || last === undefined ? null : { from: Math.max(from, first.minute), to: Math.min(to, last.minute + minuteMs - 1) };
  }

  return {
    async listDeliveries({ params, query, caller }) {
      await knownDestination(store, params.id);
      const asked = rangeOf(query, always);
      const range = query.runId === undefined ? asked : await deliveringTimes(query.runId, asked);
      if (range === null) return { items: [], nextCursor: null };
      const filter = { destinationId: params.id, profileId: query.profileId ?? null, reason: query.reason ?? null, runId: query.runId ?? null, ...range };
      return presentPage(await store.listDeliveries(filter, { limit: query.limit, cursor: query.cursor ?? null }), (row) => presentDelivery(row, caller.role));
    },

    async getMetrics({ params, query }) {
      await knownDestination(store, params.id);
      const now = clock.now();
      const to = query.to === undefined ? now : Date.parse(query.to);
      const range = rangeOf(query, { from: to - dayMs, to });
      if (range.to - range.from > minutesKeptDays * dayMs) throw fieldError('from', 'request_invalid', `A range can be at most ${minutesKeptDays} days long.`);
      // In steps of hours: all minutes there are would be about 130,000.
      const minutes = await (query.step % hourSeconds === 0 ? store.readHours(params.id, range) : store.readMetrics({ destinationId: params.id }, range));
      // Read after the minutes: what they hold is pending no longer.
      const pending = range.to < now ? 0 : pendingOf(await supervisor.snapshot(), params.id);
      return presentMetrics(minutes, query.step, pending);
    },

    async getRunMetrics({ params, query }) {
      const run = await store.getRun(params.id);
      if (run === null) throw notFound('run');
      const minutes = await store.readMetrics({ runId: run.id }, rangeOf(query, always));
      return presentMetrics(minutes, query.step, (await supervisor.pendingByRun()).get(run.id) ?? 0);
    },
  };
}
