import { useQueries } from '@tanstack/react-query';
import { apiQuery } from '../api.ts';
import type { PickedSegment } from './activationForm.ts';

/** How many of the picked are named. */
const mostNames = 30;

/** The first of the picked segments by the names they have now: a draft holds those of the day it was written. */
export function useSegmentNames(picked: readonly PickedSegment[]): { id: string; name: string }[] {
  const shown = picked.slice(0, mostNames);
  const current = useQueries({ queries: shown.map(({ id }) => apiQuery('getSegment', { params: { id } })) });
  return shown.map(({ id, name }, index) => ({ id, name: current[index]?.data?.name ?? name }));
}
