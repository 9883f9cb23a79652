import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { ExportMenu } from '../export/ExportMenu.tsx';
import { Page } from '../shell/Page.tsx';
import { useMay } from '../shell/session.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ListTable } from '../ui/ListTable.tsx';
import { ListToolbar } from '../ui/ListToolbar.tsx';
import { LoadMore } from '../ui/LoadMore.tsx';
import { QueryState } from '../ui/QueryState.tsx';
import { usePages } from '../ui/usePages.ts';
import { AuditFilters } from './AuditFilters.tsx';
import { auditExport } from './auditExport.ts';
import { auditColumns } from './entryColumns.tsx';
import { TrailCheck } from './TrailCheck.tsx';
import { useAuditFilter } from './useAuditFilter.ts';

/** Who did what in the whole installation; for administrators. */
export default function AuditPage() {
  const mayRead = useMay('admin');
  return (
    <Page title="Audit" subtitle="Who did what, when and from where: changes, sign-ins, tests, looks at people, and what was refused.">
      {mayRead ? (
        <Trail />
      ) : (
        <EmptyState
          title="Only administrators see the audit trail"
          text="What was changed of one destination is on its page, on the tab History. For the rest, ask an administrator."
        />
      )}
    </Page>
  );
}

function Trail() {
  const filter = useAuditFilter();
  const pages = usePages('listAudit', { query: filter.query, refetchInterval: 15_000 });
  return (
    <div className={style({ display: 'flex', flexDirection: 'column', gap: 16 })}>
      <TrailCheck />
      <div>
        <ListToolbar search={<AuditFilters filter={filter} />}>
          <ExportMenu what="audit entries" route="listAudit" query={filter.query} columns={auditExport} isDisabled={(pages.data ?? []).length === 0} />
        </ListToolbar>
        <QueryState query={pages} what="the audit trail">
          {(rows) =>
            rows.length > 0 ? (
              <div>
                <ListTable label="Audit trail" columns={auditColumns} rows={rows} keyOf={({ sequence }) => String(sequence)} />
                <LoadMore pages={pages} one="entry" many="entries" />
              </div>
            ) : filter.isNarrow ? (
              <EmptyState title="Nothing matches" text="Widen the time, or search for less." />
            ) : (
              <EmptyState title="Nothing yet" text="The next change or sign-in is the first entry." />
            )
          }
        </QueryState>
      </div>
    </div>
  );
}
