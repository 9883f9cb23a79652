import { daysKeptDays, hoursKeptDays } from '../../delivery/retention.ts';
import { profileOf } from '../../delivery/handOver.ts';
import { isoTime } from '../../kit/clock.ts';
import { ActivationError, fieldError, foreignCursor } from '../../kit/errors.ts';
import type { SecretBox } from '../../kit/secrets.ts';
import { growthOf, growthSteps } from '../../profiles/growth.ts';
import type { Handlers } from '../context.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { presentSample, shownTo } from '../presentSample.ts';
import { notFound } from '../refusals.ts';
import { rangeOf } from '../timeRange.ts';

type Dependencies = Pick<ApiDependencies, 'store' | 'clock' | 'secrets'>;

/** Days shown where a request does not say. */
const usualDays = 30;

/** Cursors hold the id of a person, which not everybody who passes them on may see. One of another segment does not open. */
function openCursor(secrets: SecretBox, cursor: string, context: string): string {
  try {
    return secrets.open(cursor, context);
  } catch (thrown) {
    if (thrown instanceof ActivationError) throw foreignCursor();
    throw thrown;
  }
}

export function segmentDetailRoutes({ store, clock, secrets }: Dependencies): Pick<Handlers, 'getSegmentGrowth' | 'listSegmentProfiles'> {
  return {
    async getSegmentGrowth({ params, query }) {
      const now = clock.now();
      const to = query.to === undefined ? now : Date.parse(query.to);
      const range = rangeOf(query, { from: to - usualDays * growthSteps.day, to });
      if (range.to - range.from > daysKeptDays * growthSteps.day) throw fieldError('from', 'request_invalid', `A range can be at most ${daysKeptDays} days long.`);
      const step = now - range.from <= hoursKeptDays * growthSteps.day ? 'hour' : 'day';
      const growth = await store.readGrowth(params.id, range.from - (range.from % growthSteps[step]));
      if (growth === null) throw notFound('segment');
      const points = growthOf(growth, range, growthSteps[step], now);
      return { step, countedFrom: isoTime(growth.countedFrom), points: points.map((point) => ({ ...point, at: isoTime(point.at) })) };
    },

    async listSegmentProfiles({ params, query, caller }) {
      if ((await store.getSegment(params.id)) === null) throw notFound('segment');
      const context = `segment-profiles:${params.id}`;
      const after = query.cursor === undefined ? '' : openCursor(secrets, query.cursor, context);
      const rows = await store.readMembers([params.id], after, query.limit);
      const last = rows.at(-1)?.profileId;
      const isMore = last !== undefined && (await store.readMembers([params.id], last, 1)).length > 0;
      const shown = shownTo[caller.role];
      return { items: rows.map((row) => presentSample(profileOf(row), row.updatedAt, shown)), shown, nextCursor: isMore ? secrets.seal(last, context) : null };
    },
  };
}
