import { Content, Dialog, Heading } from '@react-spectrum/s2/Dialog';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { ReactNode } from 'react';
import type { Delivery } from '../../shared/delivery.ts';
import { useMay } from '../shell/session.ts';
import { CopyButton } from '../ui/CopyButton.tsx';
import { Facts } from '../ui/Facts.tsx';
import { formatBytes, formatCount, formatDuration } from '../ui/format.ts';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import { latencyOf, reasonTexts } from './deliveryWords.ts';
import { ReadBackSection } from './ReadBackSection.tsx';

/** One delivery: everything that is known of it, and the record itself where it may be read. */
export function DeliveryDialog({ destinationId, delivery }: { destinationId: string; delivery: Delivery }) {
  const mayRead = useMay('marketer');
  return (
    <Dialog isDismissible size="L">
      <Heading slot="title">Delivered</Heading>
      <Content>
        <div className={style({ display: 'flex', flexDirection: 'column', gap: 24 })}>
          <Facts
            facts={[
              ['Profile', <Copied key="profile" value={delivery.profileId} label="Copy profile id" />],
              ['Reason', reasonTexts[delivery.reason]],
              ['Shard', <Copied key="shard" value={delivery.shardId} label="Copy shard" />],
              ['Sequence number', <Copied key="sequence" value={delivery.sequenceNumber} label="Copy sequence number" />],
              [
                'Partition key',
                delivery.partitionKey === null ? (
                  'Your role does not show it: it is an identity or attribute.'
                ) : (
                  <Copied key="key" value={delivery.partitionKey} label="Copy partition key" />
                ),
              ],
              ['Size', formatBytes(delivery.bytes)],
              ['Attempts', formatCount(delivery.attempts)],
              ['Accepted', <RelativeTime key="accepted" at={delivery.acceptedAt} />],
              [
                'Delivered',
                <span key="delivered">
                  <RelativeTime at={delivery.deliveredAt} />, {formatDuration(latencyOf(delivery))} after it was accepted
                </span>,
              ],
              ['Record id', <Copied key="export" value={delivery.exportId} label="Copy record id" />],
              ['Run', <Copied key="run" value={delivery.runId} label="Copy run id" />],
            ]}
          />
          {mayRead && <ReadBackSection destinationId={destinationId} delivery={delivery} />}
        </div>
      </Content>
    </Dialog>
  );
}

function Copied({ value, label }: { value: string; label: string }): ReactNode {
  return (
    <span className={style({ display: 'flex', alignItems: 'start', columnGap: 4 })}>
      <bdi className={style({ font: 'code-sm', overflowWrap: 'anywhere' })}>{value}</bdi>
      {/* Higher than a line of text, which it is not to move. */}
      <span className={style({ flexShrink: 0, marginTop: -2, marginBottom: -4 })}>
        <CopyButton text={value} label={label} isIconOnly />
      </span>
    </span>
  );
}
