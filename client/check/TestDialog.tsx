import { Button } from '@react-spectrum/s2/Button';
import { ButtonGroup } from '@react-spectrum/s2/ButtonGroup';
import { Content, Dialog, Heading } from '@react-spectrum/s2/Dialog';
import { useNavigate } from 'react-router';
import type { Account } from '../../shared/account.ts';
import type { Destination } from '../../shared/destination.ts';
import { call } from '../api.ts';
import { CheckPanel, type CheckPanelProps } from './CheckPanel.tsx';
import { useConnectionTest } from './useConnectionTest.ts';

/** A test in a dialog. Stands inside a `DialogContainer`. */
function TestDialog({ title, onClose, ...panel }: CheckPanelProps & { readonly title: string; readonly onClose: () => void }) {
  return (
    <Dialog size="M">
      <Heading slot="title">{title}</Heading>
      <Content>
        <CheckPanel {...panel} />
      </Content>
      <ButtonGroup>
        <Button variant="secondary" fillStyle="outline" onPress={onClose}>
          Close
        </Button>
      </ButtonGroup>
    </Dialog>
  );
}

/** Tests a saved destination as it is now, or sends it a test record; it goes on sending meanwhile. */
export function DestinationTestDialog({
  destination,
  purpose,
  onClose,
}: {
  readonly destination: Destination;
  readonly purpose: 'connection' | 'testRecord';
  readonly onClose: () => void;
}) {
  const navigate = useNavigate();
  const { id, name, accountName, region, stream } = destination;
  const test = useConnectionTest(async (switches) => ({
    result: await call('testStoredDestination', { params: { id }, body: purpose === 'testRecord' ? { testRecord: true, readBack: true } : switches }),
    place: { account: accountName, region, stream },
  }));
  const edit = { label: 'Edit the destination', onPress: () => void navigate(`/destinations/${id}/edit`) };
  const title = purpose === 'testRecord' ? `Send a test record to ${name}` : `Test ${name}`;
  return <TestDialog title={title} onClose={onClose} test={test} purpose={purpose} fieldAction={() => edit} />;
}

/** Tests the sign-in of a stored account. */
export function AccountTestDialog({ account, onRotate, onClose }: { readonly account: Account; readonly onRotate: () => void; readonly onClose: () => void }) {
  const { id, name, region } = account;
  const test = useConnectionTest(async () => ({ result: await call('testStoredAccount', { params: { id } }), place: { account: name, region, stream: null } }));
  return (
    <TestDialog
      title={`Test ${name}`}
      onClose={onClose}
      test={test}
      purpose="signIn"
      fieldAction={(path) => (path.startsWith('credentials') ? { label: 'Rotate the credentials', onPress: onRotate } : null)}
    />
  );
}
