import type { Delivery } from '../../shared/delivery.ts';
import type { ExportColumn } from '../export/fileFormat.ts';
import { latencyOf, reasonTexts } from './deliveryWords.ts';

/** What a CSV file of deliveries holds; latency in milliseconds. The partition key only where the reader's role may see it. */
export const deliveryExport: readonly ExportColumn<Delivery>[] = [
  { label: 'Record id', value: ({ exportId }) => exportId },
  { label: 'Profile', value: ({ profileId }) => profileId },
  { label: 'Partition key', value: ({ partitionKey }) => partitionKey },
  { label: 'Reason', value: ({ reason }) => reasonTexts[reason] },
  { label: 'Accepted', value: ({ acceptedAt }) => acceptedAt },
  { label: 'Delivered', value: ({ deliveredAt }) => deliveredAt },
  { label: 'Latency', value: latencyOf },
  { label: 'Shard', value: ({ shardId }) => shardId },
  { label: 'Sequence number', value: ({ sequenceNumber }) => sequenceNumber },
  { label: 'Attempts', value: ({ attempts }) => attempts },
  { label: 'Bytes', value: ({ bytes }) => bytes },
  { label: 'Run', value: ({ runId }) => runId },
];
