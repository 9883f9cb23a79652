import { Checkbox } from '@react-spectrum/s2/Checkbox';
import { LinkButton } from '@react-spectrum/s2/LinkButton';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { QueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useApi } from '../api.ts';
import { ExportMenu } from '../export/ExportMenu.tsx';
import { Page } from '../shell/Page.tsx';
import { useMay } from '../shell/session.ts';
import { ColumnMenu } from '../ui/ColumnMenu.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { useHiddenColumns } from '../ui/hiddenColumns.ts';
import { ListTable } from '../ui/ListTable.tsx';
import { ListToolbar } from '../ui/ListToolbar.tsx';
import { LoadMore } from '../ui/LoadMore.tsx';
import { QueryState } from '../ui/QueryState.tsx';
import { pagesQuery, usePages } from '../ui/usePages.ts';
import { BulkActions } from './BulkActions.tsx';
import { destinationColumnsWith, destinationMenuColumn } from './destinationColumns.tsx';
import { destinationExport } from './destinationExport.ts';
import { DestinationFilters } from './DestinationFilters.tsx';
import { FilterChips } from './FilterChips.tsx';
import { useDestinationFilter } from './useDestinationFilter.ts';

/** More columns than a laptop shows well: these are asked for. */
const hiddenAtFirst = ['type', 'account', 'created'];

/**
 * The list as it is when nothing narrows it.
 * @public `client/routes.tsx` calls it.
 */
export function ask(client: QueryClient, _: unknown, search: URLSearchParams): void {
  if (search.size === 0) void client.prefetchInfiniteQuery(pagesQuery('listDestinations'));
}

/** All destinations: searched, filtered and sorted by the address; some of them changed at once. */
export default function DestinationsPage() {
  const mayChange = useMay('marketer');
  const filter = useDestinationFilter();
  const pages = usePages('listDestinations', { query: filter.query });
  const types = useApi('listDestinationTypes').data?.items ?? [];
  const accounts = useApi('listAccounts', { query: { limit: 500 } }).data?.items ?? [];
  const [hidden, setHidden] = useHiddenColumns('destinations', hiddenAtFirst);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  // What is not shown any more is not picked any more either: nobody acts on what they do not see.
  const shown = pages.data ?? [];
  const picked = shown.filter(({ id }) => chosen.has(id));
  const pick = (id: string, isPicked: boolean): void => setChosen(new Set([...picked.map((row) => row.id).filter((other) => other !== id), ...(isPicked ? [id] : [])]));

  const columns = destinationColumnsWith({
    typeLabelOf: (name) => types.find(({ type }) => type === name)?.label ?? name,
    onTag: (tag) => filter.set('tag', tag),
    pick: mayChange ? { isPicked: (id) => chosen.has(id), onPick: pick } : null,
  });
  const [name, ...others] = columns;
  const shownColumns = columns.filter(({ key }) => key === name?.key || !hidden.has(key));

  return (
    <Page
      title="Destinations"
      subtitle="Where your segments go."
      actions={
        mayChange && (
          <LinkButton variant="accent" href="/catalog">
            New destination
          </LinkButton>
        )
      }
    >
      <ListToolbar search={<DestinationFilters filter={filter} accounts={accounts} />}>
        <ColumnMenu columns={others} hidden={hidden} onChange={setHidden} />
        <ExportMenu what="destinations" route="listDestinations" query={filter.query} columns={destinationExport} isDisabled={shown.length === 0} />
      </ListToolbar>
      <FilterChips filter={filter} accounts={accounts} />
      {mayChange && <BulkActions picked={picked} onClear={() => setChosen(new Set())} />}
      <QueryState query={pages} what="destinations">
        {(rows) =>
          rows.length > 0 ? (
            <>
              {mayChange && rows.length > 1 && (
                <div className={style({ marginBottom: 8, paddingStart: { default: 4, md: 12 } })}>
                  <Checkbox
                    isSelected={picked.length === rows.length}
                    isIndeterminate={picked.length > 0 && picked.length < rows.length}
                    onChange={(isPicked) => setChosen(new Set(isPicked ? rows.map(({ id }) => id) : []))}
                  >
                    Pick all shown
                  </Checkbox>
                </div>
              )}
              <ListTable
                label="Destinations"
                columns={mayChange ? [...shownColumns, destinationMenuColumn] : shownColumns}
                rows={rows}
                keyOf={({ id }) => id}
                sort={{ value: filter.sort, onChange: (sort) => filter.set('sort', sort) }}
              />
              <LoadMore pages={pages} one="destination" />
            </>
          ) : filter.isNarrow ? (
            <EmptyState title="No destination matches" text="Search for something else, or take a filter away." />
          ) : (
            <EmptyState
              title="No destinations yet"
              text="A destination is a stream that your segments flow into. Connect an AWS account and name a stream to begin."
              action={
                mayChange && (
                  <LinkButton variant="secondary" href="/catalog">
                    Browse the catalog
                  </LinkButton>
                )
              }
            />
          )
        }
      </QueryState>
    </Page>
  );
}
