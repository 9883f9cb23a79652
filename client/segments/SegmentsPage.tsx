import { ActionButton } from '@react-spectrum/s2/ActionButton';
import { LinkButton } from '@react-spectrum/s2/LinkButton';
import { SearchField } from '@react-spectrum/s2/SearchField';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { QueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Segment } from '../../shared/segment.ts';
import { RecentImports } from '../imports/RecentImports.tsx';
import { LabelList } from '../policies/LabelList.tsx';
import { ExportMenu } from '../export/ExportMenu.tsx';
import { Page } from '../shell/Page.tsx';
import { useMay } from '../shell/session.ts';
import { DialogHost } from '../ui/DialogHost.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { formatCount } from '../ui/format.ts';
import { ListTable, type ListColumn } from '../ui/ListTable.tsx';
import { ListToolbar } from '../ui/ListToolbar.tsx';
import { LoadMore } from '../ui/LoadMore.tsx';
import { QueryState } from '../ui/QueryState.tsx';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import { SegmentLink } from '../ui/SegmentLink.tsx';
import { pagesQuery, usePages } from '../ui/usePages.ts';
import { useUrlText } from '../ui/useUrlText.ts';
import { DestinationLinks } from './DestinationLinks.tsx';
import { EditSegmentDialog } from './EditSegmentDialog.tsx';
import { FirstProfiles } from './FirstProfiles.tsx';
import { IdentityCoverage } from './IdentityCoverage.tsx';
import { originTexts } from './originTexts.ts';
import { segmentExport } from './segmentExport.ts';

const subtle = style({ font: 'ui-sm', color: 'neutral-subdued', display: 'block', marginTop: 4 });
const id = style({ font: 'ui-sm', color: 'neutral-subdued', display: 'block', marginTop: 4, maxWidth: 192, truncate: true });

const columns: readonly ListColumn<Segment>[] = [
  {
    key: 'name',
    label: 'Name',
    cell: (segment) => (
      <>
        <SegmentLink segment={segment} />
        {segment.name !== segment.id && (
          <span className={id} title={segment.id}>
            {segment.id}
          </span>
        )}
        {segment.description !== '' && <span className={subtle}>{segment.description}</span>}
      </>
    ),
  },
  { key: 'size', label: 'People', align: 'end', cell: (segment) => formatCount(segment.size) },
  { key: 'coverage', label: 'Identities people have', cell: (segment) => <IdentityCoverage segment={segment} isCell /> },
  { key: 'labels', label: 'Labels', cell: (segment) => <LabelList labels={segment.labels} /> },
  { key: 'origin', label: 'Origin', cell: (segment) => originTexts[segment.origin] },
  { key: 'change', label: 'Last change', cell: (segment) => <RelativeTime at={segment.lastChangeAt} /> },
  {
    key: 'destinations',
    label: 'Destinations',
    cell: (segment) => <DestinationLinks destinations={segment.destinations} />,
  },
];

/**
 * The list as it is when nothing narrows it.
 * @public `client/routes.tsx` calls it.
 */
export function ask(client: QueryClient, _: unknown, search: URLSearchParams): void {
  if (search.size === 0) void client.prefetchInfiniteQuery(pagesQuery('listSegments'));
}

/** All segments, with who is in them and where they go. */
export default function SegmentsPage() {
  // Naming segments and sending profiles are the rights of whoever feeds profiles, and of administrators.
  const isAdmin = useMay('admin');
  const search = useUrlText('search');
  const [editing, setEditing] = useState<Segment | null>(null);
  const query = search.settled === '' ? {} : { search: search.settled };
  const pages = usePages('listSegments', { query, refetchInterval: 15_000 });
  const actions: ListColumn<Segment> = {
    key: 'edit',
    label: 'Actions',
    isLabelHidden: true,
    align: 'end',
    cell: (segment) => (
      <ActionButton size="S" aria-label={`Edit ${segment.name}`} onPress={() => setEditing(segment)}>
        Edit
      </ActionButton>
    ),
  };
  return (
    <Page
      title="Segments"
      subtitle="Groups of people from your data systems, to send to your destinations."
      actions={isAdmin && <LinkButton href="/segments/import">Import a file</LinkButton>}
    >
      <ListToolbar
        search={
          <SearchField
            aria-label="Search segments"
            placeholder="Name or id"
            value={search.text}
            onChange={search.setText}
            styles={style({ width: { default: 'full', sm: 280 } })}
          />
        }
      >
        <ExportMenu what="segments" route="listSegments" query={query} columns={segmentExport} isDisabled={(pages.data ?? []).length === 0} />
      </ListToolbar>
      <QueryState query={pages} what="segments">
        {(rows) =>
          rows.length > 0 ? (
            <>
              <ListTable label="Segments" columns={isAdmin ? [...columns, actions] : columns} rows={rows} keyOf={(segment) => segment.id} />
              <LoadMore pages={pages} one="segment" />
            </>
          ) : search.settled !== '' ? (
            <EmptyState title="No segment matches" text="Search for another name or id." />
          ) : (
            <FirstProfiles />
          )
        }
      </QueryState>
      <RecentImports />
      <DialogHost onDismiss={() => setEditing(null)}>{editing !== null && <EditSegmentDialog segment={editing} onClose={() => setEditing(null)} />}</DialogHost>
    </Page>
  );
}
