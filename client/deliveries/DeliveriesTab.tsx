import { ActionButton } from '@react-spectrum/s2/ActionButton';
import { DialogContainer } from '@react-spectrum/s2/Dialog';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useState } from 'react';
import type { Delivery } from '../../shared/delivery.ts';
import { ExportMenu } from '../export/ExportMenu.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { formatBytes, formatCount, formatDuration } from '../ui/format.ts';
import { ListTable, type ListColumn } from '../ui/ListTable.tsx';
import { ListToolbar } from '../ui/ListToolbar.tsx';
import { LoadMore } from '../ui/LoadMore.tsx';
import { QueryState } from '../ui/QueryState.tsx';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import { usePages } from '../ui/usePages.ts';
import { DeliveryDialog } from './DeliveryDialog.tsx';
import { deliveryExport } from './deliveryExport.ts';
import { DeliveryFilters } from './DeliveryFilters.tsx';
import { latencyOf, reasonTexts, shortSequence } from './deliveryWords.ts';
import { PersonBar } from './PersonBar.tsx';
import { useDeliveryFilter } from './useDeliveryFilter.ts';

const quiet = style({ display: 'block', font: 'ui-sm', color: 'neutral-subdued' });

/** Proof of every record that was delivered: find a person, and see each record with where it lies. */
export function DeliveriesTab({ destinationId }: { destinationId: string }) {
  const filter = useDeliveryFilter();
  const { query } = filter;
  const [shown, setShown] = useState<Delivery | null>(null);
  // A look for a reason or a run goes through many deliveries: it is not made again by itself.
  const isSearch = query.reason !== undefined || query.runId !== undefined;
  const list = { params: { id: destinationId }, query };
  const pages = usePages('listDeliveries', { ...list, ...(!isSearch && { refetchInterval: 10_000 }) });

  const columns: readonly ListColumn<Delivery>[] = [
    { key: 'profile', label: 'Profile', cell: (delivery) => <Profile delivery={delivery} /> },
    { key: 'reason', label: 'Reason', cell: (delivery) => reasonTexts[delivery.reason] },
    {
      key: 'delivered',
      label: 'Delivered',
      cell: (delivery) => (
        <span>
          <RelativeTime at={delivery.deliveredAt} />
          <span className={quiet}>{formatDuration(latencyOf(delivery))} after it was accepted</span>
        </span>
      ),
    },
    {
      key: 'place',
      label: 'Shard and sequence number',
      cell: ({ shardId, sequenceNumber }) => (
        <span>
          {shardId}
          <span className={quiet} title={sequenceNumber}>
            {shortSequence(sequenceNumber)}
          </span>
        </span>
      ),
    },
    { key: 'attempts', label: 'Attempts', align: 'end', cell: ({ attempts }) => formatCount(attempts) },
    { key: 'bytes', label: 'Size', align: 'end', cell: ({ bytes }) => formatBytes(bytes) },
    {
      key: 'inspect',
      label: 'Actions',
      isLabelHidden: true,
      align: 'end',
      cell: (delivery) => (
        <ActionButton size="S" aria-label={`Inspect the record of ${delivery.profileId}`} onPress={() => setShown(delivery)}>
          Inspect
        </ActionButton>
      ),
    },
  ];

  return (
    <>
      <ListToolbar search={<DeliveryFilters filter={filter} />}>
        <ExportMenu what="deliveries" route="listDeliveries" {...list} columns={deliveryExport} isDisabled={(pages.data ?? []).length === 0 && !pages.hasMore} />
      </ListToolbar>
      {query.profileId !== undefined && <PersonBar destinationId={destinationId} profileId={query.profileId} />}
      <QueryState query={pages} what="deliveries">
        {(rows) =>
          rows.length > 0 ? (
            <>
              <ListTable label="Deliveries" columns={columns} rows={rows} keyOf={({ exportId, sequenceNumber }) => `${exportId} ${sequenceNumber}`} />
              <LoadMore pages={pages} one="delivery" many="deliveries" />
            </>
          ) : pages.hasMore ? (
            <EmptyState
              title="None so far"
              text="The newest deliveries do not fit. Older ones are looked through a part at a time."
              action={
                <ActionButton isDisabled={pages.isLoadingMore} onPress={pages.loadMore}>
                  Look further back
                </ActionButton>
              }
            />
          ) : Object.keys(query).length > 0 ? (
            <EmptyState
              title="No delivery matches"
              text="Proof is kept for 30 days, or as long as whoever runs this server set. Look for another person, or show every reason and time."
            />
          ) : (
            <EmptyState title="Nothing was delivered yet" text="Each record that the stream takes is kept here, with the shard and sequence number under which it lies." />
          )
        }
      </QueryState>
      <DialogContainer onDismiss={() => setShown(null)}>{shown !== null && <DeliveryDialog destinationId={destinationId} delivery={shown} />}</DialogContainer>
    </>
  );
}

/** The partition key only where it says something else than the profile id. */
function Profile({ delivery: { profileId, partitionKey } }: { delivery: Delivery }) {
  return (
    <>
      <bdi>{profileId}</bdi>
      {partitionKey !== profileId && (
        <span className={quiet}>
          {partitionKey === null ? (
            'Partition key not shown'
          ) : (
            <>
              Key <bdi>{partitionKey}</bdi>
            </>
          )}
        </span>
      )}
    </>
  );
}
