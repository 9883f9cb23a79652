import { historyColumns } from '../audit/entryColumns.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ListTable } from '../ui/ListTable.tsx';
import { LoadMore } from '../ui/LoadMore.tsx';
import { QueryState } from '../ui/QueryState.tsx';
import { usePages } from '../ui/usePages.ts';

/** Who changed this destination, what it sends and its account; newest first. */
export function HistoryTab({ destinationId }: { destinationId: string }) {
  const pages = usePages('getDestinationHistory', { params: { id: destinationId }, refetchInterval: 15_000 });
  return (
    <QueryState query={pages} what="the history">
      {(rows) =>
        rows.length === 0 ? (
          <EmptyState title="Nothing was changed yet" text="Whoever changes something of this destination from now on is listed here, with what was before and after." level={3} />
        ) : (
          <>
            <ListTable label="History" columns={historyColumns} rows={rows} keyOf={({ sequence }) => String(sequence)} />
            <LoadMore pages={pages} one="entry" many="entries" />
          </>
        )
      }
    </QueryState>
  );
}
