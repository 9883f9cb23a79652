import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { Metrics } from '../../shared/delivery.ts';
import { call } from '../api.ts';
import { now } from '../shell/clock.ts';
import { useDeliveryEvent } from '../shell/live.ts';
import { takeEvent, type LiveDelivery } from './liveTotals.ts';
import { secondsAfter, type Period } from './series.ts';

/** Milliseconds between two readings of the stored minutes; live events fill the time between. */
const readEvery = 10_000;

/** Stored counts of one destination, and what came live since they were read. */
export interface DeliveryReading {
  readonly stored: { readonly data: { readonly metrics: Metrics } | undefined; readonly error: Error | null; readonly refetch: () => unknown };
  /** Undefined before the server sent anything about this destination. */
  readonly live: LiveDelivery | undefined;
  /** Live seconds the stored counts do not hold. */
  readonly newSeconds: LiveDelivery['seconds'];
}

/** The last `period` of a destination, continued by live events. Mount it anew for another destination. */
export function useDelivery(destinationId: string, period: Period): DeliveryReading {
  const event = useDeliveryEvent(destinationId);
  const [live, setLive] = useState<LiveDelivery | undefined>();
  const newestAt = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    if (event === undefined) return;
    newestAt.current = Date.parse(event.at);
    setLive((before) => takeEvent(before, event));
  }, [event]);

  const stored = useQuery({
    queryKey: ['getMetrics', { id: destinationId }, period],
    queryFn: async ({ signal }) => {
      const from = new Date(now() - period.size * (period.count + 1)).toISOString();
      const metrics = await call('getMetrics', { params: { id: destinationId }, query: { from, step: period.size / 1_000 }, signal });
      // In the server's time, as the events are: its clock and this machine's may differ.
      return { metrics, readAfter: newestAt.current };
    },
    refetchInterval: readEvery,
    placeholderData: keepPreviousData,
  });

  return { stored, live, newSeconds: live === undefined || stored.data === undefined ? [] : secondsAfter(live.seconds, stored.data.readAfter) };
}
