import { infiniteQueryOptions, keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import type { Alert } from '../../shared/alert.ts';
import type { Account } from '../../shared/account.ts';
import type { ActivationVersion } from '../../shared/activationVersion.ts';
import type { RouteQuery } from '../../shared/api.ts';
import type { AuditEntry, ChangeEntry } from '../../shared/audit.ts';
import type { DeadLetter, Delivery, Run } from '../../shared/delivery.ts';
import type { Destination } from '../../shared/destination.ts';
import type { Page } from '../../shared/page.ts';
import type { Policy } from '../../shared/policy.ts';
import type { Segment } from '../../shared/segment.ts';
import { call } from '../api.ts';

/** The lists the API answers page by page, and what is in them. */
export interface Items {
  listAccounts: Account;
  listDestinations: Destination;
  listSegments: Segment;
  listRuns: Run;
  listDeadLetters: DeadLetter;
  listDeliveries: Delivery;
  listActivationVersions: ActivationVersion;
  listPolicies: Policy;
  listAudit: AuditEntry;
  getDestinationHistory: ChangeEntry;
  listAlerts: Alert;
}
export type PagedRoute = keyof Items;

/** `call`, as far as lists need it: its own type cannot be followed for a list that is not named yet. */
export const readPage = call as <N extends PagedRoute>(
  name: N,
  options: { params: Readonly<Record<string, string>>; query: Readonly<Record<string, unknown>>; signal: AbortSignal },
) => Promise<Page<Items[N]>>;

export interface Pages<T> {
  /** All items read so far; undefined before the first page is there. */
  readonly data: readonly T[] | undefined;
  readonly error: Error | null;
  readonly refetch: () => unknown;
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  readonly loadMore: () => void;
  /** The items are of the search before, while this one is being read. */
  readonly isPrevious: boolean;
}

interface ListOptions<N extends PagedRoute> {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Partial<RouteQuery<N>>;
}

/** Query options of a list. The key begins with the route's name, so that `refresh` finds it. */
export function pagesQuery<N extends PagedRoute>(name: N, { params = {}, query = {} }: ListOptions<N> = {}) {
  return infiniteQueryOptions({
    queryKey: [name, params, query, 'pages'],
    queryFn: ({ pageParam, signal }) => readPage(name, { params, query: { ...query, limit: 50, cursor: pageParam ?? undefined }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
}

/** Reads a list page by page; `loadMore` adds the next one. */
export function usePages<N extends PagedRoute>(name: N, options: ListOptions<N> & { readonly refetchInterval?: number } = {}): Pages<Items[N]> {
  const result = useInfiniteQuery({ ...pagesQuery(name, options), placeholderData: keepPreviousData, refetchInterval: options.refetchInterval ?? false });
  return {
    data: result.data?.pages.flatMap((page) => page.items),
    error: result.error,
    refetch: () => void result.refetch(),
    hasMore: result.hasNextPage,
    isLoadingMore: result.isFetchingNextPage,
    loadMore: () => void result.fetchNextPage(),
    isPrevious: result.isPlaceholderData,
  };
}
