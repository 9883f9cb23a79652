import type { Run } from '../../shared/delivery.ts';
import { useApi } from '../api.ts';

/** The newest runs of a destination, whatever a list is filtered by: they tell whether a run waits for another one. */
export function useRunsAround(destinationId: string, enabled = true): readonly Run[] {
  return useApi('listRuns', { params: { id: destinationId }, query: { limit: 100 }, enabled, refetchInterval: 5_000 }).data?.items ?? [];
}
