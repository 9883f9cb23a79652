import type { DeliveryEvent } from '../../../shared/delivery.ts';
import type { TimeRange } from '../../store/store.ts';
import type { Handlers } from '../context.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { presentPage } from '../present.ts';
import { presentDeadLetter, presentDelivery, presentMetrics } from '../presentDelivery.ts';
import { fieldError } from '../../kit/errors.ts';

type Dependencies = Pick<ApiDependencies, 'store' | 'supervisor' | 'clock'>;

/** The last millisecond a date can have (ECMA-262). */
const endOfTime = 8_640_000_000_000_000;
const dayMs = 86_400_000;
/** Longest range of one metrics request: about 130,000 stored minutes. */
const metricsMaxDays = 92;

function rangeOf(query: { from?: string | undefined; to?: string | undefined }, fallback: TimeRange): TimeRange {
  const range = { from: query.from === undefined ? fallback.from : Date.parse(query.from), to: query.to === undefined ? fallback.to : Date.parse(query.to) };
  if (range.from > range.to) throw fieldError('from', 'request_invalid', 'The range ends before it begins.');
  return range;
}

function pendingOf(events: readonly DeliveryEvent[], id: string): number {
  return events.find(({ destinationId }) => destinationId === id)?.totals.pending ?? 0;
}

export function outcomeRoutes({ store, supervisor, clock }: Dependencies): Pick<Handlers, 'listDeliveries' | 'listDeadLetters' | 'getMetrics'> {
  const always: TimeRange = { from: 0, to: endOfTime };

  return {
    async listDeliveries({ params, query }) {
      const filter = { destinationId: params.id, profileId: query.profileId ?? null, ...rangeOf(query, always) };
      return presentPage(await store.listDeliveries(filter, { limit: query.limit, cursor: query.cursor ?? null }), presentDelivery);
    },

    async listDeadLetters({ params, query, caller }) {
      const filter = { destinationId: params.id, code: query.code ?? null, profileId: query.profileId ?? null, state: query.state ?? null, ...rangeOf(query, always) };
      return presentPage(await store.listDeadLetters(filter, { limit: query.limit, cursor: query.cursor ?? null }), (row) => presentDeadLetter(row, caller.role));
    },

    async getMetrics({ params, query }) {
      const now = clock.now();
      const to = query.to === undefined ? now : Date.parse(query.to);
      const range = rangeOf(query, { from: to - dayMs, to });
      if (range.to - range.from > metricsMaxDays * dayMs) throw fieldError('from', 'request_invalid', `A range can be at most ${metricsMaxDays} days long.`);
      const minutes = await store.readMetrics(params.id, range);
      // Read after the minutes: what they hold is pending no longer.
      const pending = range.to < now ? 0 : pendingOf(await supervisor.snapshot(), params.id);
      return presentMetrics(minutes, query.step, pending);
    },
  };
}
