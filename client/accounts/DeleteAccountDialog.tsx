import { Button } from '@react-spectrum/s2/Button';
import { ButtonGroup } from '@react-spectrum/s2/ButtonGroup';
import { Content, Dialog, DialogContainer, Heading } from '@react-spectrum/s2/Dialog';
import { Link } from '@react-spectrum/s2/Link';
import { ToastQueue } from '@react-spectrum/s2/Toast';
import { useQueryClient } from '@tanstack/react-query';
import type { Account } from '../../shared/account.ts';
import { call, refresh } from '../api.ts';
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx';
import { formatPlural } from '../ui/format.ts';

/** Deletes an account nobody uses; says who uses it where somebody does. */
export function DeleteAccountDialog({ account, onClose }: { account: Account | null; onClose: () => void }) {
  const client = useQueryClient();
  if (account !== null && account.destinations.length > 0)
    return (
      <DialogContainer onDismiss={onClose}>
        <AccountInUse account={account} onClose={onClose} />
      </DialogContainer>
    );
  return (
    <ConfirmDialog
      isOpen={account !== null}
      onClose={onClose}
      title={`Delete ${account?.name ?? ''}?`}
      action="Delete"
      isDestructive
      onConfirm={async () => {
        if (account === null) return;
        await call('deleteAccount', { params: { id: account.id } });
        await refresh(client, 'listAccounts');
        ToastQueue.positive(`${account.name} was deleted.`, { timeout: 6_000 });
      }}
    >
      Tributary forgets its credentials. Nothing changes in AWS: delete the access key there if nobody needs it any more.
    </ConfirmDialog>
  );
}

function AccountInUse({ account, onClose }: { account: Account; onClose: () => void }) {
  return (
    <Dialog size="S">
      <Heading slot="title">{account.name} is in use</Heading>
      <Content>
        {formatPlural(account.destinations.length, 'destination')} {account.destinations.length === 1 ? 'sends' : 'send'} with this account. Choose another account for{' '}
        {account.destinations.length === 1 ? 'it, or delete it,' : 'them, or delete them,'} first:
        <ul>
          {account.destinations.map((destination) => (
            <li key={destination.id}>
              <Link href={`/destinations/${destination.id}`}>{destination.name}</Link>
            </li>
          ))}
        </ul>
      </Content>
      <ButtonGroup>
        <Button variant="secondary" onPress={onClose}>
          Close
        </Button>
      </ButtonGroup>
    </Dialog>
  );
}
