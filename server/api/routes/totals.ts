import type { Totals } from '../../../shared/totals.ts';
import { minutesKeptDays } from '../../delivery/retention.ts';
import { isoTime } from '../../kit/clock.ts';
import { fieldError } from '../../kit/errors.ts';
import type { Handlers } from '../context.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { rangeOf } from '../timeRange.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** More points than any screen has room for. */
const mostPoints = 1_000;

/** PURE. */
function sumOf(parts: readonly Totals['totals'][]): Totals['totals'] {
  const sum = { received: 0, activated: 0, excluded: 0, failed: 0, throttled: 0, bytes: 0 };
  for (const part of parts) for (const name of ['received', 'activated', 'excluded', 'failed', 'throttled', 'bytes'] as const) sum[name] += part[name];
  return sum;
}

export function totalsRoutes({ store, clock }: Pick<ApiDependencies, 'store' | 'clock'>): Pick<Handlers, 'getTotals'> {
  return {
    async getTotals({ query }) {
      const now = clock.now();
      const to = query.to === undefined ? now : Date.parse(query.to);
      const range = rangeOf(query, { from: to - dayMs, to });
      if (range.to - range.from > minutesKeptDays * dayMs) throw fieldError('from', 'request_invalid', `A range can be at most ${minutesKeptDays} days long.`);
      const step = query.step * 1_000;
      if ((range.to - range.from) / step > mostPoints) throw fieldError('step', 'request_invalid', `That would be more than ${mostPoints} points. Choose a longer step.`);
      // Nothing is stored of the time to come: up to the end of its hour, the hour now can be read whole.
      const end = range.to >= now ? Math.max(range.to, now - (now % hourMs) + hourMs - 1) : range.to;
      const [{ steps, destinations }, statuses] = await Promise.all([store.readTotals({ from: range.from, to: end }, step), store.countDestinations()]);
      return {
        step: query.step,
        points: steps.map(({ at, ...totals }) => ({ at: isoTime(at), ...totals })),
        totals: sumOf(steps),
        destinations: destinations.toSorted((left, right) => right.received - left.received || left.name.localeCompare(right.name)),
        statuses,
      };
    },
  };
}
