import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Metrics } from '../../shared/delivery.ts';
import { call } from '../api.ts';
import { now } from '../shell/clock.ts';
import { newestEventAt, useDeliveryEvent } from '../shell/live.ts';
import { takeEvent, type LiveDelivery } from './liveTotals.ts';
import type { Stretch } from './chartRange.ts';
import { minute, secondsAfter, type Period } from './series.ts';

/** Milliseconds between two readings of the stored minutes; live events fill the time between. Longer periods cost more to read and change less. */
const readEvery = (period: Period): number => (period.size <= minute ? 10_000 : 60_000);

/** Stored counts of one destination, and what came live since they were read. */
export interface DeliveryReading {
  readonly stored: { readonly data: { readonly metrics: Metrics } | undefined; readonly error: Error | null; readonly refetch: () => unknown };
  /** Undefined before the server sent anything about this destination. */
  readonly live: LiveDelivery | undefined;
  /** Live seconds the stored counts do not hold. */
  readonly newSeconds: LiveDelivery['seconds'];
  /** Changes with each reading of the stored counts. */
  readonly reading: string;
}

/** Query options of the stored counts. */
export function deliveryQuery(destinationId: string, period: Period, stretch: Stretch | null) {
  return queryOptions({
    queryKey: ['getMetrics', { id: destinationId }, period, stretch],
    queryFn: async ({ signal }) => {
      const { from, to } = stretch ?? { from: now() - period.size * (period.count + 1), to: undefined };
      const query = { from: new Date(from).toISOString(), ...(to !== undefined && { to: new Date(to).toISOString() }), step: period.size / 1_000 };
      const metrics = await call('getMetrics', { params: { id: destinationId }, query, signal });
      // In the server's time, as the events are: its clock and this machine's may differ.
      return { metrics, readAfter: newestEventAt(destinationId) };
    },
  });
}

/**
 * The last `period` of a destination, continued by live events; or a stretch that stays as it is, of which `period` are
 * the buckets. Mount it anew for another destination.
 */
export function useDelivery(destinationId: string, period: Period, stretch: Stretch | null = null): DeliveryReading {
  const event = useDeliveryEvent(destinationId);
  const [live, setLive] = useState<LiveDelivery | undefined>();
  useEffect(() => {
    if (event === undefined) return;
    setLive((before) => takeEvent(before, event));
  }, [event]);

  const stored = useQuery({
    ...deliveryQuery(destinationId, period, stretch),
    refetchInterval: stretch === null ? readEvery(period) : false,
    placeholderData: keepPreviousData,
  });

  const newSeconds = stretch !== null || live === undefined || stored.data === undefined ? [] : secondsAfter(live.seconds, stored.data.readAfter);
  return { stored, live, newSeconds, reading: `${stored.dataUpdatedAt} ${JSON.stringify(period)} ${JSON.stringify(stretch)}` };
}
