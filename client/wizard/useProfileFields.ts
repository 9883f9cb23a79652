import { useQuery } from '@tanstack/react-query';
import type { ProfileFields } from '../../shared/profileFields.ts';
import { call } from '../api.ts';
import { useSettled } from '../ui/useSettled.ts';

/** What the people in these segments hold, told from a sample; undefined until it is known, and where nobody is in them. It only helps: nothing waits for it, and a failure is not shown. */
export function useProfileFields(segmentIds: readonly string[]): ProfileFields | undefined {
  const asked = useSettled(JSON.stringify(segmentIds.toSorted()), 400);
  const { data } = useQuery({
    queryKey: ['describeProfileFields', asked],
    queryFn: ({ signal }) => call('describeProfileFields', { body: { segmentIds: JSON.parse(asked) as string[] }, signal }),
    // Just chosen, they are not asked for yet: nobody is in no segment.
    enabled: segmentIds.length > 0 && asked !== '[]',
    staleTime: 60_000,
    retry: false,
  });
  return data === undefined || data.sampled === 0 ? undefined : data;
}
