import type { QueryClient } from '@tanstack/react-query';
import { apiQuery } from '../api.ts';
import { readRange, spans } from '../dashboard/chartRange.ts';
import { deliveryQuery } from '../dashboard/useDelivery.ts';
import { pagesQuery } from '../ui/usePages.ts';
import type { TabName } from './tabs.ts';

/** Asks for what a tab of a destination shows first. */
export function askForTab(client: QueryClient, destinationId: string, tab: TabName, search: URLSearchParams): void {
  const params = { id: destinationId };
  const read = (name: string): string => search.get(name) ?? '';
  if (tab === 'delivery') {
    const range = readRange({ period: read('period'), from: read('from'), to: read('to') });
    if (range.kind === 'live') void client.prefetchQuery(deliveryQuery(destinationId, spans[range.span].period, null));
  } else if (tab === 'activation') void client.prefetchQuery(apiQuery('getActivation', { params }));
  else if (search.size > 0) return;
  else if (tab === 'runs') void client.prefetchInfiniteQuery(pagesQuery('listRuns', { params }));
  else if (tab === 'dead-letters') void client.prefetchInfiniteQuery(pagesQuery('listDeadLetters', { params, query: { state: 'open' } }));
  else if (tab === 'deliveries') void client.prefetchInfiniteQuery(pagesQuery('listDeliveries', { params }));
  else if (tab === 'history') void client.prefetchInfiniteQuery(pagesQuery('getDestinationHistory', { params }));
}
