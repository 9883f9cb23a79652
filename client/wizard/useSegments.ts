import { useInfiniteQuery } from '@tanstack/react-query';
import { call } from '../api.ts';

/** Segments shown at a time; more follow on request. */
const pageSize = 50;

/** Segments that fit a search, page by page. */
export function useSegments(search: string) {
  return useInfiniteQuery({
    queryKey: ['listSegments', 'pages', search],
    queryFn: ({ pageParam, signal }) => call('listSegments', { query: { limit: pageSize, search, ...(pageParam === null ? {} : { cursor: pageParam }) }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: (previous) => previous,
  });
}
