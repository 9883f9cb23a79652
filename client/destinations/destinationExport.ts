import type { Destination } from '../../shared/destination.ts';
import type { ExportColumn } from '../export/fileFormat.ts';

/** What a CSV file of destinations holds. */
export const destinationExport: readonly ExportColumn<Destination>[] = [
  { label: 'Id', value: ({ id }) => id },
  { label: 'Name', value: ({ name }) => name },
  { label: 'Description', value: ({ description }) => description },
  { label: 'Type', value: ({ type }) => type },
  { label: 'Status', value: ({ status }) => status },
  { label: 'Reason', value: ({ pause }) => pause?.title ?? null },
  { label: 'Stream', value: ({ stream }) => stream },
  { label: 'Region', value: ({ region }) => region },
  { label: 'Account', value: ({ accountName }) => accountName },
  { label: 'Segments', value: ({ segments }) => segments.map(({ name }) => name) },
  { label: 'Tags', value: ({ tags }) => tags },
  { label: 'Last delivery', value: ({ lastDeliveredAt }) => lastDeliveredAt },
  { label: 'Created', value: ({ createdAt }) => createdAt },
  { label: 'Modified', value: ({ updatedAt }) => updatedAt },
];
