import type { DeliveryEvent } from '../../../shared/delivery.ts';
import { minutesKeptDays } from '../../delivery/retention.ts';
import type { TimeRange } from '../../store/store.ts';
import type { Handlers } from '../context.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { presentPage } from '../present.ts';
import { presentDeadLetter, presentDelivery, presentMetrics } from '../presentDelivery.ts';
import { fieldError } from '../../kit/errors.ts';
import { notFound } from '../refusals.ts';

type Dependencies = Pick<ApiDependencies, 'store' | 'supervisor' | 'clock'>;

/** The last millisecond a date can have (ECMA-262). */
const endOfTime = 8_640_000_000_000_000;
const dayMs = 86_400_000;

function rangeOf(query: { from?: string | undefined; to?: string | undefined }, fallback: TimeRange): TimeRange {
  const range = { from: query.from === undefined ? fallback.from : Date.parse(query.from), to: query.to === undefined ? fallback.to : Date.parse(query.to) };
  if (range.from > range.to) throw fieldError('from', 'request_invalid', 'The range ends before it begins.');
  return range;
}

function pendingOf(events: readonly DeliveryEvent[], id: string): number {
  return events.find(({ destinationId }) => destinationId === id)?.totals.pending ?? 0;
}

export function outcomeRoutes({ store, supervisor, clock }: Dependencies): Pick<Handlers, 'listDeliveries' | 'listDeadLetters' | 'getMetrics' | 'getRunMetrics'> {
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
      // All there are: about 130,000 minutes.
      if (range.to - range.from > minutesKeptDays * dayMs) throw fieldError('from', 'request_invalid', `A range can be at most ${minutesKeptDays} days long.`);
      const minutes = await store.readMetrics({ destinationId: params.id }, range);
      // Read after the minutes: what they hold is pending no longer.
      const pending = range.to < now ? 0 : pendingOf(await supervisor.snapshot(), params.id);
      return presentMetrics(minutes, query.step, pending);
    },

    async getRunMetrics({ params, query }) {
      const run = await store.getRun(params.id);
      if (run === null) throw notFound('run');
      const minutes = await store.readMetrics({ runId: run.id }, rangeOf(query, always));
      return presentMetrics(minutes, query.step, await supervisor.pendingOfRun(run.id));
    },
  };
}
