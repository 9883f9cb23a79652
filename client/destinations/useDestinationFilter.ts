import { destinationSorts, destinationStatuses, type DestinationSort, type DestinationStatus } from '../../shared/destination.ts';
import { useUrlParameters } from '../ui/useUrlParameters.ts';
import { useUrlText } from '../ui/useUrlText.ts';

/** What the list is narrowed to, besides the search. */
export type FilterName = 'status' | 'tag' | 'account';

export interface DestinationFilter {
  readonly searchText: string;
  readonly setSearchText: (text: string) => void;
  readonly status: DestinationStatus | null;
  readonly tag: string | null;
  /** The account's id. */
  readonly account: string | null;
  readonly sort: DestinationSort;
  /** Null takes a filter away. */
  readonly set: (name: FilterName | 'sort', value: string | null) => void;
  /** What the API is asked for. */
  readonly query: { search?: string; status?: DestinationStatus; tag?: string; accountId?: string; sort?: DestinationSort };
  readonly isNarrow: boolean;
}

/** Search, filters and order of the destinations, kept in the address. What is no choice there is none. */
export function useDestinationFilter(): DestinationFilter {
  const [parameters, change] = useUrlParameters();
  const { text, setText, settled } = useUrlText('search');
  const status = destinationStatuses.find((value) => value === parameters.get('status')) ?? null;
  const sort = destinationSorts.find((value) => value === parameters.get('sort')) ?? 'name';
  const tag = parameters.get('tag');
  const account = parameters.get('account');

  const narrowing = {
    ...(settled !== '' && { search: settled }),
    ...(status !== null && { status }),
    ...(tag !== null && { tag }),
    ...(account !== null && { accountId: account }),
  };
  return {
    searchText: text,
    setSearchText: setText,
    status,
    tag,
    account,
    sort,
    set: (name, value) => change({ [name]: value === null || (name === 'sort' && value === 'name') ? '' : value }),
    query: { ...narrowing, ...(sort !== 'name' && { sort }) },
    isNarrow: Object.keys(narrowing).length > 0,
  };
}
