import type { Account } from '../../shared/account.ts';
import type { ExportColumn } from '../export/fileFormat.ts';

/** What a CSV file of accounts holds. Never a secret: the API has none. */
export const accountExport: readonly ExportColumn<Account>[] = [
  { label: 'Id', value: ({ id }) => id },
  { label: 'Name', value: ({ name }) => name },
  { label: 'Type', value: ({ type }) => type },
  { label: 'Sign-in', value: ({ credentials }) => credentials.method },
  { label: 'Key', value: ({ credentials }) => credentials.accessKeyId },
  { label: 'Role', value: ({ credentials }) => credentials.roleArn },
  { label: 'Region', value: ({ region }) => region },
  { label: 'Destinations', value: ({ destinations }) => destinations.map(({ name }) => name) },
  { label: 'Credentials changed', value: ({ rotatedAt }) => rotatedAt },
  { label: 'Last check', value: ({ lastCheck }) => lastCheck?.at ?? null },
  { label: 'Last check result', value: ({ lastCheck }) => (lastCheck === null ? null : lastCheck.ok ? 'Works' : (lastCheck.title ?? 'Does not work')) },
  { label: 'Created', value: ({ createdAt }) => createdAt },
  { label: 'Modified', value: ({ updatedAt }) => updatedAt },
];
