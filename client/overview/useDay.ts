import { queryOptions, useQueries } from '@tanstack/react-query';
import type { Destination } from '../../shared/destination.ts';
import { call } from '../api.ts';
import { addOutcomes, noOutcomes, type OutcomeDelta } from '../dashboard/liveTotals.ts';
import { sumOf } from '../dashboard/series.ts';
import { now } from '../shell/clock.ts';

const day = 24 * 60 * 60_000;

/** The last 24 hours in hours, read again each minute. */
const dayQuery = (destinationId: string) =>
  queryOptions({
    queryKey: ['getMetrics', { id: destinationId }, 'day'],
    queryFn: async ({ signal }) =>
      sumOf((await call('getMetrics', { params: { id: destinationId }, query: { from: new Date(now() - day).toISOString(), step: 3_600 }, signal })).points),
    refetchInterval: 60_000,
  });

/** What the last 24 hours brought. */
export interface Day {
  /** By destination id; only those that were read. */
  readonly outcomes: ReadonlyMap<string, OutcomeDelta>;
  /** Sum of all that were read. */
  readonly total: OutcomeDelta;
  readonly isComplete: boolean;
  /** How many could not be read. */
  readonly unread: number;
}

/** Reads the day of every destination that ever sent something. */
export function useDay(destinations: readonly Destination[]): Day {
  const sending = destinations.filter((destination) => destination.status !== 'draft');
  const results = useQueries({ queries: sending.map((destination) => dayQuery(destination.id)) });
  const outcomes = new Map(sending.flatMap((destination, index) => (results[index]?.data === undefined ? [] : [[destination.id, results[index].data] as const])));
  return {
    outcomes,
    total: [...outcomes.values()].reduce(addOutcomes, noOutcomes),
    isComplete: outcomes.size === sending.length,
    unread: results.filter((result) => result.isError && result.data === undefined).length,
  };
}
