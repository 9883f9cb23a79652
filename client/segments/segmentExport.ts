import type { Segment } from '../../shared/segment.ts';
import type { ExportColumn } from '../export/fileFormat.ts';

/** What a CSV file of segments holds. */
export const segmentExport: readonly ExportColumn<Segment>[] = [
  { label: 'Id', value: ({ id }) => id },
  { label: 'Name', value: ({ name }) => name },
  { label: 'Description', value: ({ description }) => description },
  { label: 'Origin', value: ({ origin }) => origin },
  { label: 'People', value: ({ size }) => size },
  { label: 'Identities', value: ({ identityCoverage }) => Object.entries(identityCoverage).map(([namespace, people]) => `${namespace}: ${people}`) },
  { label: 'Labels', value: ({ labels }) => labels },
  { label: 'Destinations', value: ({ destinations }) => destinations.map(({ name }) => name) },
  { label: 'Last change', value: ({ lastChangeAt }) => lastChangeAt },
  { label: 'Created', value: ({ createdAt }) => createdAt },
  { label: 'Modified', value: ({ updatedAt }) => updatedAt },
];
