import { ActionButton } from '@react-spectrum/s2/ActionButton';
import { DialogContainer } from '@react-spectrum/s2/Dialog';
import Download from '@react-spectrum/s2/icons/Download';
import { Menu, MenuItem, MenuTrigger, Text } from '@react-spectrum/s2/Menu';
import type { RouteQuery } from '../../shared/api.ts';
import type { ExportedList } from '../../shared/export.ts';
import { call } from '../api.ts';
import { readPage, type Items, type PagedRoute } from '../ui/usePages.ts';
import { ExportDialog } from './ExportDialog.tsx';
import { csvFormat, jsonFormat, type ExportColumn } from './fileFormat.ts';
import { useExport } from './useExport.ts';

/** What the audit trail calls the lists that can be exported. */
const listOf = {
  listAccounts: 'accounts',
  listDestinations: 'destinations',
  listSegments: 'segments',
  listRuns: 'runs',
  listDeadLetters: 'dead_letters',
  listDeliveries: 'deliveries',
  listAudit: 'audit',
} as const satisfies Partial<Record<PagedRoute, ExportedList>>;
type ExportedRoute = keyof typeof listOf;

/** A query as the audit trail takes it: what is not text is no filter. */
const filterOf = (query: object): Record<string, string> => Object.fromEntries(Object.entries(query).filter(([, value]) => typeof value === 'string'));

export interface ExportMenuProps<N extends ExportedRoute> {
  /** What is exported, in the plural: "dead letters". Also part of the file's name. */
  readonly what: string;
  /** The list beneath, with the filters it has now: all that they match is exported, not only what is shown. */
  readonly route: N;
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Partial<RouteQuery<N>>;
  /** Columns of the CSV file; JSON holds the items as the API answers them. */
  readonly columns: readonly ExportColumn<Items[N]>[];
  /** There is nothing in the list. */
  readonly isDisabled?: boolean;
}

/** The button beside a table that saves all of it as a file, as far as the reader's role may see. */
export function ExportMenu<N extends ExportedRoute>({ what, route, params = {}, query = {}, columns, isDisabled = false }: ExportMenuProps<N>) {
  const { state, start, close } = useExport<Items[N]>(what, {
    announce: (format, signal) => call('beginExport', { body: { list: listOf[route], destinationId: params['id'], format, filter: filterOf(query) }, signal }),
    readPage: (page, signal) => readPage(route, { params, query: { ...query, ...page }, signal }),
  });
  return (
    <>
      <MenuTrigger align="end">
        <ActionButton aria-label={`Export ${what}`} isDisabled={isDisabled}>
          <Download />
          <Text>Export</Text>
        </ActionButton>
        <Menu onAction={(key) => void start(key === 'csv' ? csvFormat(columns) : jsonFormat)}>
          <MenuItem id="csv">CSV, for spreadsheets</MenuItem>
          <MenuItem id="json">JSON, as the API answers</MenuItem>
        </Menu>
      </MenuTrigger>
      <DialogContainer onDismiss={close}>{state.kind !== 'idle' && <ExportDialog what={what} state={state} onClose={close} />}</DialogContainer>
    </>
  );
}
