import { ActionMenu } from '@react-spectrum/s2/ActionMenu';
import { LinkButton } from '@react-spectrum/s2/LinkButton';
import { MenuItem } from '@react-spectrum/s2/Menu';
import { SearchField } from '@react-spectrum/s2/SearchField';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { QueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Account } from '../../shared/account.ts';
import type { DestinationType } from '../../shared/destination.ts';
import { useApi } from '../api.ts';
import { AccountTestDialog } from '../check/TestDialog.tsx';
import { ExportMenu } from '../export/ExportMenu.tsx';
import { DestinationLinks } from '../segments/DestinationLinks.tsx';
import { Page } from '../shell/Page.tsx';
import { useMay } from '../shell/session.ts';
import { DialogHost } from '../ui/DialogHost.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ListTable, type ListColumn } from '../ui/ListTable.tsx';
import { ListToolbar } from '../ui/ListToolbar.tsx';
import { LoadMore } from '../ui/LoadMore.tsx';
import { OutcomeBadge } from '../ui/OutcomeBadge.tsx';
import { QueryState } from '../ui/QueryState.tsx';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import { useNow } from '../ui/useNow.ts';
import { pagesQuery, usePages } from '../ui/usePages.ts';
import { useUrlText } from '../ui/useUrlText.ts';
import { accountExport } from './accountExport.ts';
import { DeleteAccountDialog } from './DeleteAccountDialog.tsx';
import { EditAccountDialog } from './EditAccountDialog.tsx';
import { isKeyOld, oldKeyDays } from './keyAge.ts';
import { RotateCredentialsDialog } from './RotateCredentialsDialog.tsx';
import { SignInHealth } from './SignInHealth.tsx';

type Task = { readonly kind: 'edit' | 'test' | 'rotate' | 'delete'; readonly account: Account };

function CredentialsAge({ account }: { account: Account }) {
  const now = useNow(60_000);
  return (
    <span className={style({ display: 'inline-flex', flexDirection: 'column', gap: 4, alignItems: { default: 'end', md: 'start' } })}>
      <RelativeTime at={account.rotatedAt} />
      {isKeyOld(account, now) && <OutcomeBadge outcome="paused" label={`Older than ${oldKeyDays} days: change it`} />}
    </span>
  );
}

/**
 * The list as it is when nothing narrows it.
 * @public `client/routes.tsx` calls it.
 */
export function ask(client: QueryClient, _: unknown, search: URLSearchParams): void {
  if (search.size === 0) void client.prefetchInfiniteQuery(pagesQuery('listAccounts'));
}

/** All connected accounts: what is known of them, never a secret. */
export default function AccountsPage() {
  const mayChange = useMay('admin');
  const search = useUrlText('search');
  const types = useApi('listDestinationTypes').data?.items ?? [];
  const query = search.settled === '' ? {} : { search: search.settled };
  const pages = usePages('listAccounts', { query });
  const methodsOf = ({ type }: Account): DestinationType['accountFields'] => types.find((candidate) => candidate.type === type)?.accountFields ?? [];
  const methodOf = (account: Account) => methodsOf(account).find(({ method }) => method === account.credentials.method);
  const [task, setTask] = useState<Task | null>(null);
  const close = (): void => setTask(null);

  const columns: readonly ListColumn<Account>[] = [
    { key: 'name', label: 'Name', cell: (account) => <bdi>{account.name}</bdi> },
    { key: 'method', label: 'Sign-in', cell: (account) => methodOf(account)?.label ?? account.credentials.method },
    { key: 'region', label: 'Region', cell: (account) => account.region },
    { key: 'key', label: 'Key', cell: (account) => account.credentials.accessKeyId ?? '–' },
    { key: 'destinations', label: 'Destinations', cell: (account) => <DestinationLinks destinations={account.destinations} most={2} /> },
    { key: 'rotated', label: 'Credentials changed', cell: (account) => <CredentialsAge account={account} /> },
    { key: 'check', label: 'Last check', cell: (account) => <SignInHealth account={account} /> },
  ];
  const menu: ListColumn<Account> = {
    key: 'menu',
    label: 'Actions',
    isLabelHidden: true,
    align: 'end',
    cell: (account) => (
      <ActionMenu isQuiet aria-label={`Actions for ${account.name}`} onAction={(key) => setTask({ kind: key as Task['kind'], account })}>
        <MenuItem id="edit">Edit</MenuItem>
        <MenuItem id="test">Test connection…</MenuItem>
        <MenuItem id="rotate">Rotate credentials</MenuItem>
        <MenuItem id="delete">Delete</MenuItem>
      </ActionMenu>
    ),
  };

  return (
    <Page title="Accounts" subtitle="Stored sign-ins to AWS, each usable by many destinations. Secrets are sealed and never shown again.">
      <ListToolbar
        search={
          <SearchField aria-label="Search accounts" placeholder="Name" value={search.text} onChange={search.setText} styles={style({ width: { default: 'full', sm: 280 } })} />
        }
      >
        <ExportMenu what="accounts" route="listAccounts" query={query} columns={accountExport} isDisabled={(pages.data ?? []).length === 0} />
      </ListToolbar>
      <QueryState query={pages} what="accounts">
        {(rows) =>
          rows.length > 0 ? (
            <>
              <ListTable label="Accounts" columns={mayChange ? [...columns, menu] : columns} rows={rows} keyOf={(account) => account.id} />
              <LoadMore pages={pages} one="account" />
            </>
          ) : search.settled !== '' ? (
            <EmptyState title="No account matches" text="Search for another name." />
          ) : (
            <EmptyState
              title="No accounts yet"
              text="You connect an account when you set up the first destination. It is stored once and can be used by others."
              action={
                mayChange && (
                  <LinkButton variant="accent" href="/catalog">
                    Browse the catalog
                  </LinkButton>
                )
              }
            />
          )
        }
      </QueryState>
      <DialogHost onDismiss={close}>
        {task?.kind === 'edit' ? (
          <EditAccountDialog account={task.account} regionField={methodOf(task.account)?.fields.find(({ name }) => name === 'region')} onClose={close} />
        ) : task?.kind === 'test' ? (
          <AccountTestDialog account={task.account} onRotate={() => setTask({ kind: 'rotate', account: task.account })} onClose={close} />
        ) : task?.kind === 'rotate' ? (
          <RotateCredentialsDialog account={task.account} methods={methodsOf(task.account)} onClose={close} />
        ) : null}
      </DialogHost>
      <DeleteAccountDialog account={task?.kind === 'delete' ? task.account : null} onClose={close} />
    </Page>
  );
}
