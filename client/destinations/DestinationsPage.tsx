import { LinkButton } from '@react-spectrum/s2/LinkButton';
import { Link } from '@react-spectrum/s2/Link';
import { Picker, PickerItem } from '@react-spectrum/s2/Picker';
import { SearchField } from '@react-spectrum/s2/SearchField';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { destinationStatuses, type Destination, type DestinationStatus } from '../../shared/destination.ts';
import { ExportMenu } from '../export/ExportMenu.tsx';
import { Page } from '../shell/Page.tsx';
import { useMay } from '../shell/session.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ListTable, type ListColumn } from '../ui/ListTable.tsx';
import { ListToolbar } from '../ui/ListToolbar.tsx';
import { LoadMore } from '../ui/LoadMore.tsx';
import { QueryState } from '../ui/QueryState.tsx';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import { StatusBadge } from '../ui/StatusBadge.tsx';
import { usePages } from '../ui/usePages.ts';
import { useUrlChoice, useUrlText } from '../ui/useUrlText.ts';
import { destinationExport } from './destinationExport.ts';
import { DestinationMenu } from './DestinationMenu.tsx';
import { NameList } from './NameList.tsx';

const subtle = style({ font: 'ui-sm', color: 'neutral-subdued', display: 'block' });
const statusLabels: Readonly<Record<DestinationStatus, string>> = { draft: 'Draft', enabled: 'Enabled', disabled: 'Disabled', paused: 'Paused' };

const columns: readonly ListColumn<Destination>[] = [
  {
    key: 'name',
    label: 'Name',
    cell: (destination) => (
      <Link href={`/destinations/${destination.id}`} isStandalone isQuiet>
        {destination.name}
      </Link>
    ),
  },
  { key: 'status', label: 'Status', cell: (destination) => <StatusBadge destination={destination} /> },
  {
    key: 'stream',
    label: 'Stream',
    cell: (destination) => (
      <span>
        {destination.stream}
        <span className={subtle}>{destination.region}</span>
      </span>
    ),
  },
  { key: 'account', label: 'Account', cell: (destination) => destination.accountName },
  { key: 'segments', label: 'Segments', cell: (destination) => <NameList names={destination.segments.map((segment) => segment.name)} none="None yet" /> },
  { key: 'lastDelivery', label: 'Last delivery', cell: (destination) => <RelativeTime at={destination.lastDeliveredAt} empty="None yet" /> },
  { key: 'created', label: 'Created', cell: (destination) => <RelativeTime at={destination.createdAt} /> },
  { key: 'menu', label: 'Actions', isLabelHidden: true, align: 'end', cell: (destination) => <DestinationMenu destination={destination} /> },
];

const isStatus = (value: string): value is DestinationStatus => (destinationStatuses as readonly string[]).includes(value);

/** All destinations, searched and filtered by the address. */
export default function DestinationsPage() {
  const mayChange = useMay('marketer');
  const search = useUrlText('search');
  const [chosen, setStatus] = useUrlChoice('status');
  const status = isStatus(chosen) ? chosen : '';
  const query = { ...(search.settled === '' ? {} : { search: search.settled }), ...(status === '' ? {} : { status }) };
  const pages = usePages('listDestinations', { query });
  const isFiltered = search.settled !== '' || status !== '';
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
      <ListToolbar
        search={
          <>
            <SearchField
              aria-label="Search destinations"
              placeholder="Name or stream"
              value={search.text}
              onChange={search.setText}
              styles={style({ width: { default: 'full', sm: 280 } })}
            />
            <Picker
              aria-label="Status"
              selectedKey={status === '' ? 'all' : status}
              onSelectionChange={(key) => setStatus(key === 'all' ? '' : String(key))}
              styles={style({ width: { default: 'full', sm: 176 } })}
            >
              <PickerItem id="all">Every status</PickerItem>
              {destinationStatuses.map((value) => (
                <PickerItem key={value} id={value}>
                  {statusLabels[value]}
                </PickerItem>
              ))}
            </Picker>
          </>
        }
      >
        <ExportMenu what="destinations" route="listDestinations" query={query} columns={destinationExport} isDisabled={(pages.data ?? []).length === 0} />
      </ListToolbar>
      <QueryState query={pages} what="destinations">
        {(rows) =>
          rows.length > 0 ? (
            <>
              <ListTable label="Destinations" columns={columns} rows={rows} keyOf={(destination) => destination.id} />
              <LoadMore pages={pages} one="destination" />
            </>
          ) : isFiltered ? (
            <EmptyState title="No destination fits" text="Search for something else, or show every status." />
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
